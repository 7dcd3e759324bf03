import { render, screen, waitFor, within } from '@testing-library/svelte';
import { expect, onTestFinished, test } from 'vitest';
import type { AppError } from '$lib/ipc/client';
import { requests, stage } from '$screens/tokens/stage';
import { router } from './router.svelte';
import { session } from './session.svelte';
import Shell from './Shell.svelte';

const DAMAGED: AppError = {
  code: 'store_corrupt',
  path: '/home/pi-admin/.local/share/token-desk/desk.sqlite',
  copyFrom: '2026-11-20T08:00:00Z',
};

async function open(scenario: Parameters<typeof stage>[0]) {
  const set = await stage(scenario);
  session.restored = null;
  router.home();
  render(Shell);
  return set;
}

test('a damaged store is replaced by its copy after a question, and what that means stays to be read', async () => {
  const { user, desk } = await open({ failing: { home: DAMAGED } });
  await user.click(await screen.findByRole('button', { name: 'Restore copy…' }));
  const asked = await screen.findByRole('alertdialog', { name: 'Restore the copy?' });
  expect(asked).toHaveTextContent('What was changed after it is lost');
  expect(requests(desk, 'restore_store')).toEqual([]);
  desk.heal('home');
  await user.click(within(asked).getByRole('button', { name: 'Restore copy' }));
  expect(await screen.findByText(/revoke what you don’t trust/)).toBeInTheDocument();
  expect(screen.getByText(/damaged-1/)).toBeInTheDocument();
  expect(requests(desk, 'restore_store')).toEqual([{ madeAt: null }]);
  await waitFor(() => expect(screen.queryByText(/is damaged/)).toBeNull());
});

test('without a copy there is nothing to restore', async () => {
  await open({ failing: { home: { ...DAMAGED, copyFrom: null } } });
  await screen.findByText(/is damaged/);
  expect(screen.queryByRole('button', { name: 'Restore copy…' })).toBeNull();
});

test('a copy that cannot be restored leaves the store as it is and says why', async () => {
  const { user, desk } = await open({ failing: { home: DAMAGED } });
  desk.fail('restore_store', { code: 'store_unavailable', reason: 'the disk is full' });
  await user.click(await screen.findByRole('button', { name: 'Restore copy…' }));
  await user.click(await screen.findByRole('button', { name: 'Restore copy' }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  expect(session.restored).toBeNull();
  expect(screen.getByText(/is damaged/)).toBeInTheDocument();
});

test('the clock is trusted again only after a question', async () => {
  const { user, desk } = await open({ clockBehind: 42 });
  await user.click(await screen.findByRole('button', { name: 'The clock is right…' }));
  const asked = await screen.findByRole('alertdialog', { name: 'Is this computer’s clock right now?' });
  expect(desk.calls.filter(({ command }) => command === 'trust_clock')).toEqual([]);
  await user.click(within(asked).getByRole('button', { name: 'Trust the clock' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: 'The clock is right…' })).toBeNull());
  expect(session.clockBehind).toBeNull();
});

test('damage that is found while the window is open takes the place of every screen until a copy is restored', async () => {
  const { user, desk } = await open({});
  onTestFinished(session.follow());
  await screen.findByRole('heading', { name: 'Home' });
  desk.emit('store_damaged', DAMAGED);
  expect(await screen.findByText(/is damaged/)).toBeInTheDocument();
  expect(screen.queryByRole('heading', { name: 'Home' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Restore copy…' }));
  await user.click(await screen.findByRole('button', { name: 'Restore copy' }));
  expect(await screen.findByRole('heading', { name: 'Home' })).toBeInTheDocument();
  expect(requests(desk, 'restore_store')).toEqual([{ madeAt: null }]);
});
