import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { call, type Issued } from '$lib/ipc/client';
import { type Control, installMock } from '$lib/ipc/mock';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { HeldSecret } from '$lib/tokens/held.svelte';
import CloseGuard from './CloseGuard.svelte';

let desk: Control;
let issued: Issued;

beforeEach(async () => {
  desk = installMock();
  issued = await call('create_token', {
    name: 'Close me',
    days: '30',
    owner: 'me',
    groups: ['User'],
    scopes: [],
    limits: { rate: '', uses: '', networks: '' },
    description: '',
  });
  render(CloseGuard);
  await waitFor(() => expect(desk.listening()).toContain('close_requested'));
});
afterEach(() => dialogs.closeAll());

const called = (command: string) => desk.calls.filter((each) => each.command === command).length;

it('a window with nothing at stake closes', async () => {
  desk.emit('close_requested', null);
  await waitFor(() => expect(called('close_window')).toBe(1));
});

it('a token that nobody has copied is asked about first', async () => {
  const user = userEvent.setup();
  dialogs.show({ kind: 'show_once', issued, occasion: { made: 'new' } });
  desk.emit('close_requested', null);
  await screen.findByRole('alertdialog', { name: 'Close without copying?' });
  await waitFor(() => expect(called('keep_open')).toBe(1));
  await user.click(screen.getByRole('button', { name: 'Go back' }));
  expect(called('close_window')).toBe(0);
  desk.emit('close_requested', null);
  await user.click(await screen.findByRole('button', { name: 'Close anyway' }));
  expect(called('close_window')).toBe(1);
});

it('a copied token is not asked about', async () => {
  dialogs.show({ kind: 'show_once', issued, occasion: { made: 'new' } });
  HeldSecret.of(issued).copied = true;
  desk.emit('close_requested', null);
  await waitFor(() => expect(called('close_window')).toBe(1));
});
