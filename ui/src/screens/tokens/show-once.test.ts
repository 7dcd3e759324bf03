import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { tokens } from '$lib/tokens/tokens.svelte';
import { toasts } from '$lib/ui';
import type { Scenario } from '$lib/ipc/mock/scenario';
import { openDialog, requests, stage, type Stage } from './stage';

const SECRET = /tdk_[A-Za-z0-9]{16}_[A-Za-z0-9]{40,}/;

async function open(scenario: Partial<Scenario> = {}): Promise<Stage> {
  const set = await stage(scenario);
  await openDialog({ kind: 'generate' });
  await set.user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Plant 7 scanner{Enter}');
  await screen.findByRole('dialog', { name: 'Copy your token now' });
  return set;
}

const copy = (): HTMLElement => screen.getByRole('button', { name: /^Copy (token|again)$/ });
const done = (): HTMLElement => screen.getByRole('button', { name: 'Done' });

describe('the show-once dialog', () => {
  test('starts on Copy token and does nothing on Escape', async () => {
    const { user } = await open();
    await waitFor(() => expect(copy()).toHaveFocus());
    await user.keyboard('{Escape}');
    expect(screen.getByRole('dialog', { name: 'Copy your token now' })).toBeInTheDocument();
    expect(dialogs.holdsSecret).toBe(true);
  });

  test('says that it was copied and until when, and only then makes Done the thing to press', async () => {
    const { user } = await open();
    expect(screen.getByText('Not copied yet.')).toBeVisible();
    await user.click(copy());
    expect(await screen.findByText(/^Copied\. Clears from the clipboard in 1:00\.$/)).toBeVisible();
    expect(copy()).toHaveAccessibleName('Copy again');
    expect(done()).toHaveClass('primary');
    expect(copy()).not.toHaveClass('primary');
  });

  test('copies on C, but not where single keys are turned off', async () => {
    const { user, desk } = await open();
    await waitFor(() => expect(copy()).toHaveFocus());
    await user.keyboard('c');
    await screen.findByText(/^Copied/);
    expect(requests(desk, 'copy_secret')).toHaveLength(1);
  });

  test('leaves C alone where single keys are turned off', async () => {
    const { user, desk } = await open({ settings: { singleKeyShortcuts: false } });
    await waitFor(() => expect(copy()).toHaveFocus());
    await user.keyboard('c');
    expect(requests(desk, 'copy_secret')).toHaveLength(0);
    expect(copy()).not.toHaveAttribute('aria-keyshortcuts');
  });

  test('keeps longer, clears now, and tells what became of the clipboard', async () => {
    const { user, desk } = await open();
    await user.click(copy());
    await user.click(await screen.findByRole('button', { name: 'Keep longer' }));
    expect(requests(desk, 'extend_clipboard')).toEqual([{ seconds: 60 }]);
    await user.click(screen.getByRole('button', { name: 'Clear now' }));
    expect(await screen.findByText('Cleared from the clipboard.')).toBeVisible();
    desk.emit('clipboard_changed', { state: 'left_alone', clearsInSeconds: null });
    expect(await screen.findByText('Another app changed the clipboard, so it was left alone.')).toBeVisible();
  });

  test('gives the focus to Show where there is no clipboard, and says what helps', async () => {
    const { user } = await open({ clipboard: 'refused' });
    await user.click(copy());
    expect(await screen.findByText(/^Couldn’t reach the clipboard\. Show the token and copy it by hand/)).toBeVisible();
    await waitFor(() => expect(screen.getByRole('button', { name: 'Show token' })).toHaveFocus());
  });

  test('has the characters in the page only between Show and Hide', async () => {
    const { user } = await open();
    expect(new XMLSerializer().serializeToString(document.body)).not.toMatch(SECRET);
    await user.click(screen.getByRole('button', { name: 'Show token' }));
    await waitFor(() => expect(document.body.textContent).toMatch(SECRET));
    await user.click(screen.getByRole('button', { name: 'Hide token' }));
    expect(new XMLSerializer().serializeToString(document.body)).not.toMatch(SECRET);
  });

  test('hides the characters when the window is left', async () => {
    const { user, desk } = await open();
    await user.click(screen.getByRole('button', { name: 'Show token' }));
    await waitFor(() => expect(document.body.textContent).toMatch(SECRET));
    globalThis.dispatchEvent(new Event('blur'));
    await waitFor(() => expect(new XMLSerializer().serializeToString(document.body)).not.toMatch(SECRET));
    expect(requests(desk, 'hide_secret')).toHaveLength(1);
  });

  test('copies samples with the variable, and with the token only where the box is ticked', async () => {
    const { user, desk } = await open();
    const sample = await screen.findByRole('button', { name: /^Copy$/ });
    expect(document.body.textContent).toContain('$TYCHODATA_OSPREY_APITOKEN');
    await user.click(sample);
    expect(requests(desk, 'copy_snippet')[0]).toMatchObject({ kind: 'curl', reveal: null });
    await user.click(screen.getByRole('checkbox', { name: 'Put the token itself in copied snippets' }));
    await user.click(sample);
    expect(requests(desk, 'copy_snippet')[0]).toMatchObject({ kind: 'curl', reveal: expect.any(String) });
    expect(new XMLSerializer().serializeToString(document.body)).not.toMatch(SECRET);
  });

  test('shows the line of the settings file to the letter', async () => {
    const { user } = await open();
    await user.click(await screen.findByRole('tab', { name: 'appsettings.ini' }));
    expect(screen.getByRole('tabpanel')).toHaveTextContent('tychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}');
  });

  test('asks before it closes without a copy, and takes back what nobody has', async () => {
    const { user, desk } = await open();
    await user.click(done());
    const asked = await screen.findByRole('alertdialog', { name: 'Close without copying?' });
    await user.click(within(asked).getByRole('button', { name: 'Go back' }));
    expect(dialogs.holdsSecret).toBe(true);
    await user.click(done());
    await user.click(await screen.findByRole('button', { name: 'Close anyway' }));
    await waitFor(() => expect(dialogs.open).toEqual([]));
    expect(requests(desk, 'discard_secret')).toHaveLength(1);
    expect(toasts.now).toBeNull();
    await waitFor(() =>
      expect(tokens.book.tokens.find(({ row }) => row.name === 'Plant 7 scanner')?.row.status).toBe('revoked'),
    );
  });

  test('closes on Done after a copy, lets the secret go and asks for the focus on the new row', async () => {
    const { user, desk } = await open();
    await user.click(copy());
    await screen.findByText(/^Copied/);
    await user.click(done());
    await waitFor(() => expect(dialogs.open).toEqual([]));
    expect(requests(desk, 'discard_secret')).toHaveLength(1);
    expect(toasts.now?.text).toBe('Token generated');
    expect(tokens.row(dialogs.toFocus ?? '')?.name).toBe('Plant 7 scanner');
  });

  test('says when the secret is gone, and offers a new one', async () => {
    const { desk } = await open();
    const { reveal } = dialogs.open[0] && 'issued' in dialogs.open[0] ? dialogs.open[0].issued : { reveal: '' };
    desk.emit('secret_gone', reveal);
    expect(await screen.findByText(/^This token can’t be shown any more/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Copy token' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Regenerate…' })).toBeVisible();
  });

  test('nothing but the variable for the secret may cover it', async () => {
    await open();
    dialogs.show({ kind: 'generate' });
    dialogs.show({ kind: 'variable' });
    expect(dialogs.open.map(({ kind }) => kind)).toEqual(['show_once']);
  });
});
