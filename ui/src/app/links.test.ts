import { waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import { installMock } from '$lib/ipc/mock';
import { toasts } from '$lib/ui';
import { followLinks } from './links';
import { router } from './router.svelte';

let stop: () => void = () => undefined;

async function listening() {
  const desk = installMock();
  stop = followLinks();
  await waitFor(() => expect(desk.listening()).toContain('link_opened'));
  return desk;
}

afterEach(() => {
  stop();
  document.querySelector('[aria-modal="true"]')?.remove();
  toasts.close();
  router.home();
});

it('a link leads to its page', async () => {
  const desk = await listening();
  desk.emit('link_opened', { place: 'personal_token' });
  await waitFor(() => expect(router.route).toEqual({ view: 'settings', tab: 'personal', row: null }));
});

it('a link takes nobody away from a dialog', async () => {
  const desk = await listening();
  const dialog = document.createElement('div');
  dialog.setAttribute('aria-modal', 'true');
  document.body.append(dialog);
  desk.emit('link_opened', { place: 'personal_token' });
  await waitFor(() => expect(toasts.now?.text).toMatch(/personal token/));
  expect(router.route.view).toBe('home');
});
