import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { tokens } from '$lib/tokens/tokens.svelte';
import { toasts } from '$lib/ui';
import { idOf, openDialog, requests, stage, type Stage } from './stage';
import type { Scenario } from '$lib/ipc/mock/scenario';

const NAME = 'PI Scanner Token';
const OLD_IN_USE = 'Nightly sync';
const LATER = '2026-11-22T11:59:59Z';

async function about(
  kind: 'revoke' | 'rename' | 'regenerate' | 'delete_record',
  name = NAME,
  scenario: Partial<Scenario> = {},
): Promise<Stage> {
  const set = await stage(scenario);
  tokens.open();
  await tokens.read();
  const id = idOf(name);
  await openDialog(kind === 'revoke' ? { kind, ids: [id] } : { kind, id });
  return set;
}

test('a use shows at once, and takes nothing back that was told in between', async () => {
  const { desk } = await stage();
  tokens.open();
  await tokens.read();
  const before = tokens.row(idOf(NAME));
  const used = {
    ...before,
    name: 'as it was called before',
    lastUsedAt: '2026-11-22T11:59:58Z',
    refused: 3,
    exposedAt: LATER,
  };
  desk.emit('tokens_used', { rows: [{ ...used, lastUsedFrom: '10.20.7.31' }] });
  await waitFor(() =>
    expect(tokens.row(idOf(NAME))).toEqual({
      ...before,
      lastUsedAt: '2026-11-22T11:59:58Z',
      lastUsedFrom: '10.20.7.31',
      refused: 3,
      exposedAt: LATER,
    }),
  );
});

describe('revoking', () => {
  test('starts on Keep token, and Escape keeps it', async () => {
    const { user, desk } = await about('revoke');
    await screen.findByRole('alertdialog', { name: `Revoke “${NAME}”?` });
    await waitFor(() => expect(screen.getByRole('button', { name: 'Keep token' })).toHaveFocus());
    await user.keyboard('{Escape}');
    await waitFor(() => expect(dialogs.open).toEqual([]));
    expect(requests(desk, 'revoke_tokens')).toEqual([]);
  });

  test('ends the token and says so', async () => {
    const { user } = await about('revoke');
    await user.click(await screen.findByRole('button', { name: 'Revoke token' }));
    await waitFor(() => expect(dialogs.open).toEqual([]));
    expect(tokens.row(idOf(NAME))?.status).toBe('revoked');
    expect(toasts.now).toMatchObject({ text: 'Token revoked' });
    expect(toasts.now?.action).toBeUndefined();
  });

  test('tells who just did it elsewhere, and leaves only Close', async () => {
    const { desk } = await about('revoke');
    await screen.findByRole('alertdialog');
    const row = tokens.row(idOf(NAME));
    desk.emit('tokens_changed', { upsert: [{ ...row, status: 'revoked', rev: (row?.rev ?? 0) + 1 }], remove: [] });
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('This token was just revoked.')).toBeVisible();
    expect(within(dialog).queryByRole('button', { name: /Revoke|Keep/ })).toBeNull();
    expect(within(dialog).getAllByRole('button', { name: 'Close' }).length).toBeGreaterThan(0);
  });

  test('of more than ten asks for their number first', async () => {
    const { user, desk } = await stage({ rows: 'many' });
    tokens.open();
    await tokens.read();
    const ids = tokens.book.tokens
      .filter(({ row }) => row.status === 'active')
      .slice(0, 12)
      .map(({ row }) => row.id);
    await openDialog({ kind: 'revoke', ids });
    await screen.findByRole('alertdialog', { name: 'Revoke 12 tokens?' });
    await user.click(screen.getByRole('button', { name: 'Revoke 12 tokens' }));
    expect(requests(desk, 'revoke_tokens')).toEqual([]);
    const field = screen.getByRole('textbox', { name: 'Type 12 to confirm' });
    expect(field).toHaveFocus();
    await user.type(field, '12');
    await user.click(screen.getByRole('button', { name: 'Revoke 12 tokens' }));
    await waitFor(() => expect(dialogs.open).toEqual([]));
    expect(ids.every((id) => tokens.row(id)?.status === 'revoked')).toBe(true);
    expect(toasts.now?.text).toBe('12 tokens revoked');
  });

  test('of several tells which could not be ended, and tries those again', async () => {
    const { user, desk } = await stage({ stubborn: [NAME] });
    tokens.open();
    await tokens.read();
    const ids = [idOf(NAME), idOf('Nightly sync')];
    await openDialog({ kind: 'revoke', ids });
    await user.click(await screen.findByRole('button', { name: 'Revoke 2 tokens' }));
    expect(await screen.findByText('1 revoked. 1 couldn’t be revoked.')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show list' }));
    expect(screen.getByRole('listitem')).toHaveTextContent(NAME);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(requests(desk, 'revoke_tokens')).toHaveLength(2));
    expect(requests(desk, 'revoke_tokens')[0]).toEqual({ ids: [ids[0]] });
  });
});

describe('renaming', () => {
  test('gives the new name, and Undo gives back the old one', async () => {
    const { user, desk } = await about('rename');
    const field = await screen.findByRole('textbox', { name: 'Name' });
    await user.clear(field);
    await user.type(field, 'Plant 7{Enter}');
    await waitFor(() => expect(dialogs.open).toEqual([]));
    const id = idOf('Plant 7');
    toasts.now?.action?.run();
    await waitFor(() => expect(tokens.row(id)?.name).toBe(NAME));
    expect(requests(desk, 'rename_token')).toHaveLength(2);
  });

  test('says what is wrong with a name and keeps open', async () => {
    const { user } = await about('rename');
    const field = await screen.findByRole('textbox', { name: 'Name' });
    await user.clear(field);
    await user.keyboard('{Enter}');
    expect(screen.getByText('Enter a name so you can recognise this token later.')).toBeVisible();
    await user.type(field, 'Nightly sync{Enter}');
    expect(await screen.findByText(/is already in use/)).toBeVisible();
  });
});

describe('regenerating', () => {
  test('warns in red only where something that was used lately would stop at once', async () => {
    const { user } = await about('regenerate', 'Quality gate runner');
    const button = await screen.findByRole('button', { name: 'Regenerate token' });
    expect(screen.getByText(/^The old value was used 12 minutes ago/)).toBeVisible();
    expect(button).toHaveClass('danger');
    await user.click(screen.getByRole('radio', { name: 'In 24 hours' }));
    expect(screen.queryByText(/^The old value was used/)).toBeNull();
    expect(button).not.toHaveClass('danger');
  });

  test('asks Rust with the chosen grace and shows the new value once', async () => {
    const { user, desk } = await about('regenerate');
    await user.click(await screen.findByRole('radio', { name: 'In 7 days' }));
    await user.click(screen.getByRole('button', { name: 'Regenerate token' }));
    expect(await screen.findByRole('dialog', { name: 'Copy your token now' })).toBeInTheDocument();
    expect(requests(desk, 'regenerate_token')[0]).toMatchObject({ grace: '7d' });
    expect(screen.getByText(/^The old value works until you copy, show or place the new one/)).toBeVisible();
  });

  test('says of an expired token that its old value is over, and asks for no grace', async () => {
    await about('regenerate', 'Old plugin');
    expect(await screen.findByText('The old value has already stopped working.')).toBeVisible();
    expect(screen.queryByRole('radio')).toBeNull();
  });
});

describe('regenerating a token where it lies', () => {
  async function lying(scenario: Partial<Scenario> = {}): Promise<Stage & { id: string; variable: string }> {
    const set = await stage({ variable: 'ours', ...scenario });
    tokens.open();
    await tokens.read();
    const [[variable, { tokenId }] = ['', { tokenId: null }]] = set.desk.desk.variables.placed;
    const id = tokenId ?? '';
    await openDialog({ kind: 'regenerate', id });
    await screen.findByRole('checkbox', { name: /^Put the new value where the old one is/ });
    return { ...set, id, variable };
  }

  test('puts the new value there, says so, and shows it nowhere', async () => {
    const { user, desk, id, variable } = await lying();
    expect(screen.getByText(variable)).toBeVisible();
    expect(screen.getByRole('radio', { name: 'After 7 days' })).toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Regenerate token' }));
    await screen.findByRole('dialog', { name: /has a new value$/ });
    expect(screen.getByText('Has the new value')).toBeVisible();
    expect(screen.getByText(/^The old value works until the new one is used, at the latest until/)).toBeVisible();
    expect(requests(desk, 'regenerate_in_place')[0]).toMatchObject({ id, grace: '7d' });
    expect(requests(desk, 'regenerate_token')).toEqual([]);
    expect(screen.queryByRole('button', { name: 'Show the new value…' })).toBeNull();
    expect(tokens.row(id)?.retiring?.untilSeen).toBe(true);
  });

  test('offers the value where a place has not got it, and the old one lives for its grace', async () => {
    const { user, id } = await lying({ shadowed: ['TYCHODATA_OSPREY_APITOKEN'] });
    await user.click(screen.getByRole('button', { name: 'Regenerate token' }));
    expect(await screen.findByText(/^Not every place has the new value/)).toBeVisible();
    expect(screen.getByText(/^Was set, but a program started now doesn’t see it/)).toBeVisible();
    expect(tokens.row(id)?.retiring?.untilSeen).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Show the new value…' }));
    expect(await screen.findByRole('dialog', { name: 'Copy your token now' })).toBeInTheDocument();
  });

  test('can be left out: then the new value is shown once as ever', async () => {
    const { user, desk } = await lying();
    await user.click(screen.getByRole('checkbox', { name: /^Put the new value where the old one is/ }));
    expect(screen.getByRole('radio', { name: 'In 7 days' })).toBeChecked();
    await user.click(screen.getByRole('button', { name: 'Regenerate token' }));
    expect(await screen.findByRole('dialog', { name: 'Copy your token now' })).toBeInTheDocument();
    expect(requests(desk, 'regenerate_in_place')).toEqual([]);
  });
});

test('who still uses an old value is told in the details and before it is replaced once more', async () => {
  await stage();
  tokens.open();
  await tokens.read();
  const id = idOf(OLD_IN_USE);
  await openDialog({ kind: 'details', id });
  expect(await screen.findByText(/nightly\.py · 10\.20\.7\.31/)).toBeVisible();
  expect(screen.getByText(/works until the new one is used, at the latest until/)).toBeVisible();
  dialogs.show({ kind: 'regenerate', id });
  const dialog = within(await screen.findByRole('alertdialog', { name: /^Regenerate/ }));
  expect(await dialog.findByText('The old value is still used by:')).toBeVisible();
});

test('a token that came unencrypted says so in its details, and leads to a new value', async () => {
  const { user, desk } = await stage();
  tokens.open();
  await tokens.read();
  const id = idOf(NAME);
  await openDialog({ kind: 'details', id });
  expect(screen.queryByText(/came unencrypted/)).toBeNull();
  desk.emit('tokens_used', { rows: [{ ...tokens.row(id), exposedAt: LATER, refused: 1 }] });
  expect(await screen.findByText(/This token came unencrypted, last on .*: regenerate it\./)).toBeVisible();
  expect(screen.getByText('Exposed')).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Regenerate…' }));
  expect(await screen.findByRole('alertdialog', { name: /^Regenerate/ })).toBeVisible();
});

describe('deleting a record', () => {
  test('takes it out of the list, and Undo gives it back', async () => {
    const { user } = await about('delete_record', 'Old plugin');
    expect(await screen.findByText('The token is already expired. Audit events are kept.')).toBeVisible();
    const id = idOf('Old plugin');
    await user.click(screen.getByRole('button', { name: 'Delete record' }));
    await waitFor(() => expect(tokens.row(id)).toBeNull());
    toasts.now?.action?.run();
    await waitFor(() => expect(tokens.row(id)?.name).toBe('Old plugin'));
  });
});

describe('the details', () => {
  test('say where the token lies, and whether it still does', async () => {
    const { desk } = await stage({ variable: 'ours' });
    tokens.open();
    await tokens.read();
    const [[variable, { tokenId }] = ['', { tokenId: null }]] = desk.desk.variables.placed;
    await openDialog({ kind: 'details', id: tokenId ?? '' });
    await screen.findByRole('heading', { name: 'Where it lies' });
    const place = screen.getAllByText(variable).find((found) => found.closest('li') !== null);
    expect(place?.closest('li')).toHaveTextContent('Installed');
  });

  test('say nothing of places where there is none', async () => {
    const { desk } = await stage();
    tokens.open();
    await tokens.read();
    await openDialog({ kind: 'details', id: idOf(NAME) });
    await waitFor(() => expect(requests(desk, 'placements')).not.toEqual([]));
    expect(screen.queryByRole('heading', { name: 'Where it lies' })).toBeNull();
  });
});
