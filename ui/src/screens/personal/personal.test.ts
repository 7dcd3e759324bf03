import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { session } from '$app/session.svelte';
import VaultDialog from '$app/VaultDialog.svelte';
import { type Control, installMock } from '$lib/ipc/mock';
import { PASSPHRASE } from '$lib/ipc/mock/personal';
import type { Scenario } from '$lib/ipc/mock/scenario';
import { toasts } from '$lib/ui';
import { vault } from '$lib/vault/vault.svelte';
import PersonalScreen from './PersonalScreen.svelte';

vi.setConfig({ testTimeout: 60_000 });

const SECRET = /tdk_[A-Za-z0-9]{16}_[A-Za-z0-9]{40,}/;

let desk: Control;

async function show(scenario: Partial<Scenario> = {}): Promise<UserEvent> {
  desk = installMock(scenario);
  toasts.close();
  await session.load();
  render(VaultDialog);
  render(PersonalScreen);
  await waitFor(() => expect(sent('vault_state')).not.toHaveLength(0));
  return userEvent.setup({ pointerEventsCheck: 0, delay: null });
}

const sent = (command: string) => desk.calls.filter((call) => call.command === command).map(({ args }) => args);
const button = (name: string | RegExp) => screen.findByRole('button', { name });

afterEach(() => vault.leave());

describe('the personal token', () => {
  test('is made where there is none, and Copy has the focus then', async () => {
    const user = await show();
    expect(await screen.findByText('You have no personal token')).toBeVisible();
    await user.click(await button('Generate personal token'));
    await waitFor(async () => expect(await button('Copy token')).toHaveFocus());
    expect(sent('new_personal_token')).toHaveLength(1);
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  test('is in the page only between Show and Hide, and Rust is told when it is not any more', async () => {
    const user = await show({ personal: 'kept' });
    expect(await button('Copy token')).toBeVisible();
    expect(document.body.textContent).not.toMatch(SECRET);
    await user.click(await button('Show token'));
    expect(await screen.findByText(SECRET)).toHaveTextContent(desk.desk.personal.text);
    await user.click(await button('Hide token'));
    expect(document.body.textContent).not.toMatch(SECRET);
    await waitFor(() => expect(desk.desk.personal.hidden).toBe(1));
  });

  test('is copied without passing through the page, and the line says until when', async () => {
    const user = await show({ personal: 'kept' });
    await user.click(await button('Copy token'));
    expect(await screen.findByText(/^Copied\. Clears from the clipboard in 1:00\.$/)).toBeVisible();
    expect(desk.desk.clipboard.text).toBe(desk.desk.personal.text);
    expect(document.body.textContent).not.toMatch(SECRET);
    await user.click(await button('Clear now'));
    expect(await screen.findByText('Cleared from the clipboard.')).toBeVisible();
  });

  test('is replaced after a question that says when the old one was last used', async () => {
    const user = await show({ personal: 'kept' });
    const old = desk.desk.personal.text;
    await user.click(await button('Show token'));
    await screen.findByText(SECRET);
    await user.click(await button('Generate new…'));
    const asked = await screen.findByRole('alertdialog', { name: 'Generate a new personal token?' });
    expect(asked).toHaveTextContent(/Last used: .*127\.0\.0\.1/);
    await user.click(within(asked).getByRole('button', { name: 'Keep token' }));
    expect(sent('new_personal_token')).toHaveLength(0);
    await user.click(await button('Generate new…'));
    await user.click(await button('Generate new token'));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(desk.desk.personal.text).not.toBe(old);
    expect(document.body.textContent, 'the old one is not left on the page').not.toMatch(SECRET);
    expect(await button('Copy token')).toBeVisible();
  });

  test('that was never used is said to be so', async () => {
    const user = await show({ personal: 'unused' });
    await user.click(await button('Generate new…'));
    expect(await screen.findByRole('alertdialog')).toHaveTextContent('was never used');
  });

  test('that was revoked or regenerated elsewhere is not shown', async () => {
    await show({ personal: 'revoked' });
    expect(await screen.findByText(/was revoked/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show token' })).toBeNull();
    expect(await button('Generate personal token')).toBeVisible();
  });

  test('that was regenerated elsewhere is not kept any more', async () => {
    await show({ personal: 'elsewhere' });
    expect(await screen.findByText(/isn’t kept any more/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Copy token' })).toBeNull();
  });

  test('is not offered to somebody who may hold none', async () => {
    await show({ mayGenerate: false });
    expect(await screen.findByText('You can’t generate tokens')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Generate personal token' })).toBeNull();
  });
});

describe('the vault that it lies in', () => {
  test.each([
    ['absent', /no keyring in this session/],
    ['locked', /keyring is locked/],
    ['denied', /keyring refused/],
    ['slow', /didn’t answer within 5 seconds/],
  ] as const)('whose keyring is %s says what to do, and is tried again', async (problem, words) => {
    const user = await show({ personal: 'kept', vault: problem });
    await user.click(await button('Show token'));
    expect(await screen.findByText(words)).toBeVisible();
    desk.desk.scenario.vault = 'keyring';
    await user.click(await button('Try again'));
    expect(await screen.findByText(SECRET)).toBeVisible();
    expect(screen.queryByText(words)).toBeNull();
  });

  test('asks for its passphrase, refuses a wrong one and goes on with what was asked for', async () => {
    const user = await show({ personal: 'kept', vault: 'passphrase' });
    expect(await screen.findByText(/under a passphrase, which you are asked for/)).toBeVisible();
    await user.click(await button('Show token'));
    const field = await screen.findByLabelText('Passphrase of sealed secrets');
    await waitFor(() => expect(field).toHaveFocus());
    await user.type(field, '{Enter}');
    expect(await screen.findByText('Enter a passphrase.')).toBeVisible();
    await user.type(field, 'wrong horse{Enter}');
    expect(await screen.findByText(/That isn’t the passphrase/)).toBeVisible();
    await user.clear(field);
    await user.type(field, `${PASSPHRASE}{Enter}`);
    expect(await screen.findByText(SECRET)).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await screen.findByText('Sealed with a key under a passphrase.')).toBeVisible();
    await user.click(await button('Copy token'));
    expect(await screen.findByText(/^Copied/)).toBeVisible();
    expect(sent('unlock_vault')).toHaveLength(2);
  });

  test('is given a passphrase where there is no keyring, and the token is made', async () => {
    const user = await show({ vault: 'absent' });
    await user.click(await button('Generate personal token'));
    await user.click(await button('Choose a passphrase…'));
    const field = await screen.findByLabelText('New passphrase');
    await user.type(field, PASSPHRASE);
    await user.type(screen.getByLabelText('New passphrase, again'), 'something else{Enter}');
    expect(await screen.findByText(/The two passphrases differ/)).toBeVisible();
    await user.clear(screen.getByLabelText('New passphrase, again'));
    await user.type(screen.getByLabelText('New passphrase, again'), `${PASSPHRASE}{Enter}`);
    expect(await button('Copy token')).toBeVisible();
    expect(sent('keep_vault')).toEqual([{ request: { passphrase: PASSPHRASE } }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  test('asks for its passphrase over the question whether the old one may go, and goes on from there', async () => {
    const user = await show({ personal: 'kept', vault: 'passphrase' });
    const old = desk.desk.personal.text;
    await user.click(await button('Generate new…'));
    await user.click(await button('Generate new token'));
    await user.type(await screen.findByLabelText('Passphrase of sealed secrets'), `${PASSPHRASE}{Enter}`);
    await waitFor(() => expect(desk.desk.personal.text).not.toBe(old));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent('new_personal_token')).toHaveLength(2);
  });

  test('stays closed when the person goes back, and what was asked for says why', async () => {
    const user = await show({ personal: 'kept', vault: 'passphrase' });
    await user.click(await button('Copy token'));
    await screen.findByLabelText('Passphrase of sealed secrets');
    await user.click(await button('Cancel'));
    expect(await screen.findByText(/which nobody has given yet/)).toBeVisible();
    expect(desk.desk.clipboard.text).toBe('');
    expect(vault.asking).toBeNull();
  });
});
