import { expect, test } from 'vitest';
import { toasts } from '$lib/ui';
import { exportEnds } from './actions';
import { requests, stage } from './stage';

test('the ends of what the list shows are written for a calendar, and where is said', async () => {
  const { desk } = await stage();
  await exportEnds(['one', 'other']);
  expect(requests(desk, 'export_ends')).toEqual([{ ids: ['one', 'other'] }]);
  expect(toasts.now?.text).toBe(
    '2 ends written to /home/pi-admin/Downloads/token-desk-ends.ics. Open it with your calendar.',
  );
  desk.fail('export_ends', { code: 'store_unavailable', reason: 'the disk is full' });
  await exportEnds([]);
  expect(toasts.now?.text).toMatch(/the disk is full/);
});
