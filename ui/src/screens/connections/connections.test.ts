import { render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, test } from 'vitest';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { spoken } from '$lib/ui/announce.svelte';
import type { Scenario } from '$lib/ipc/mock/scenario';
import TokenDialogs from '../tokens/TokenDialogs.svelte';
import { requests, stage, type Stage } from '../tokens/stage';
import ConnectionsScreen from './ConnectionsScreen.svelte';

const VALUE = 'made-elsewhere-4fGh2Lk9';

async function open(scenario: Partial<Scenario> = {}): Promise<Stage> {
  const set = await stage(scenario);
  render(TokenDialogs);
  render(ConnectionsScreen);
  await screen.findByRole('heading', { level: 1, name: 'Connections' });
  await waitFor(() => expect(requests(set.desk, 'placements').length).toBeGreaterThan(0));
  return set;
}

const list = () => screen.findByRole('list', { name: 'Placed by Token Desk' });
const rowOf = async (words: string): Promise<HTMLElement> => {
  const row = (await within(await list()).findByText(words)).closest('li');
  if (row === null) throw new Error(`no row says ${words}`);
  return row;
};
const page = (): string => new XMLSerializer().serializeToString(document.body);

test('every truth is told in words, with what to do', async () => {
  await open({ placed: 'every', variable: 'ours' });
  const placed = await list();
  for (const [name, truth, words] of [
    ['TYCHODATA_OSPREY_APITOKEN', 'Installed', /From “/],
    ['PLANT_TOKEN', 'Older token', /before “Nightly sync” was regenerated/],
    ['SCANNER_TOKEN', 'Overwritten', /Something else stands in its place/],
    ['LAB_TOKEN', 'Missing', /New programs don’t get it/],
    ['OTHER_TOKEN', 'Shadowed', /bashrc, line 12 sets the same name and wins/],
    ['FAR_TOKEN', 'Can’t tell', /can’t be read\.$/],
    ['tychoDataAPIToken', 'Installed', /names TYCHODATA_OSPREY_APITOKEN/],
  ] as const) {
    const row = await rowOf(name);
    expect(row, name).toHaveTextContent(truth);
    expect(within(row).getAllByText(words).length, name).toBeGreaterThan(0);
  }
  expect(placed).not.toHaveTextContent(/undefined|\{/);
});

test('a revoked token that still lies somewhere says so', async () => {
  await open({ placed: 'every' });
  expect(await rowOf('LAB_TOKEN')).toHaveTextContent('“Laboratory balance” was revoked. Whatever reads it here');
});

test('it is looked at once, and then only when there is a reason', async () => {
  const { desk } = await open({ placed: 'every', variable: 'ours' });
  await list();
  await tick();
  expect(requests(desk, 'placements')).toHaveLength(1);
  window.dispatchEvent(new Event('focus'));
  await waitFor(() => expect(requests(desk, 'placements')).toHaveLength(2));
});

test('what was changed elsewhere shows when the window gets the focus, and is said', async () => {
  const { desk } = await open({ variable: 'ours', placed: 'stale' });
  await rowOf('TYCHODATA_OSPREY_APITOKEN');
  const before = desk.desk.placements.all();
  desk.desk.variables.placed.clear();
  desk.desk.placements.rows = before.map((row) => ({ ...row, truth: { truth: 'overwritten', tokenName: null } }));
  window.dispatchEvent(new Event('focus'));
  await waitFor(async () => expect(await rowOf('TYCHODATA_OSPREY_APITOKEN')).toHaveTextContent('Overwritten'));
  expect(spoken.polite).toContain('TYCHODATA_OSPREY_APITOKEN: Overwritten.');
});

test('the list of programs with the old value gets shorter as they are restarted', async () => {
  const { desk } = await open({ variable: 'ours', placed: 'stale' });
  const row = await rowOf('TYCHODATA_OSPREY_APITOKEN');
  expect(within(row).getByText('3 programs still have another value. Restart them:')).toBeInTheDocument();
  expect(row).toHaveTextContent('bash');
  desk.desk.placements.programs = desk.desk.placements.programs.slice(1);
  window.dispatchEvent(new Event('focus'));
  await screen.findByText('2 programs still have another value. Restart them:');
  expect(await rowOf('TYCHODATA_OSPREY_APITOKEN')).not.toHaveTextContent('bash');
  expect(spoken.polite).toContain('2 programs are left');
  desk.desk.placements.programs = [];
  window.dispatchEvent(new Event('focus'));
  await waitFor(() => expect(screen.queryByText(/still have another value/)).toBeNull());
});

test('undoing is asked about, takes the row away and moves the focus to what came of it', async () => {
  const { user, desk } = await open({ variable: 'ours' });
  await user.click(within(await rowOf('TYCHODATA_OSPREY_APITOKEN')).getByRole('button', { name: 'Undo…' }));
  const asked = await screen.findByRole('alertdialog', { name: 'Undo setting TYCHODATA_OSPREY_APITOKEN?' });
  expect(asked).toHaveTextContent('byte for byte');
  expect(requests(desk, 'undo_placement')).toEqual([]);
  await user.click(within(asked).getByRole('button', { name: 'Undo' }));
  const banner = (await screen.findByText('Undone. Everything is as it was before.')).closest('.banner');
  expect(requests(desk, 'undo_placement')).toEqual([{ id: 'variable:TYCHODATA_OSPREY_APITOKEN' }]);
  expect(await screen.findByText('Nothing is placed yet')).toBeInTheDocument();
  await waitFor(() => expect(banner).toHaveFocus());
});

test('what cannot be taken back says why, and has no button for it', async () => {
  await open({ placed: 'every' });
  const changed = await rowOf('SCANNER_TOKEN');
  expect(changed).toHaveTextContent(/since then .*env\.sh changed/);
  expect(within(changed).queryByRole('button', { name: 'Undo…' })).toBeNull();
  expect(await rowOf('PLANT_TOKEN')).toHaveTextContent('The value from before isn’t kept any more');
});

test('a failure keeps what was known, says so, and can be tried again', async () => {
  const { user, desk } = await open({ variable: 'ours' });
  await rowOf('TYCHODATA_OSPREY_APITOKEN');
  desk.fail('placements', { code: 'store_unavailable', reason: 'the disk is full' });
  window.dispatchEvent(new Event('focus'));
  expect(await screen.findByText(/the disk is full/)).toBeInTheDocument();
  expect(screen.getByText(/^Not up to date/)).toBeInTheDocument();
  desk.heal('placements');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.queryByText(/the disk is full/)).toBeNull());
});

test('it says for which account, and names the ways out for every other', async () => {
  await open({ platform: 'windows' });
  expect(await screen.findByText('Variables are written for PLANT7\\pi-admin.')).toBeInTheDocument();
  for (const way of ['Set it as that account', 'Set it for the whole computer', 'Give it to the one service']) {
    expect(screen.getByText(way)).toBeInTheDocument();
  }
});

test('a pasted value goes to Rust and never into the page', async () => {
  const { user, desk } = await open();
  await user.click(screen.getByRole('button', { name: 'Set from a value I paste…' }));
  const field = await screen.findByLabelText('Value');
  await user.click(field);
  await user.paste(` "${VALUE}" `);
  await screen.findByRole('dialog', { name: 'Set environment variable' });
  expect(requests(desk, 'hold_value')).toEqual([{ text: ` "${VALUE}" ` }]);
  expect(page()).not.toContain(VALUE);
  expect(screen.getByText('Blanks or quotes around it were taken off.')).toBeInTheDocument();
  await screen.findByRole('list', { name: 'What will be written' });
  await user.click(screen.getByRole('button', { name: 'Set variable' }));
  expect(await screen.findByText('TYCHODATA_OSPREY_APITOKEN is set. New programs can read it.')).toBeInTheDocument();
  expect(desk.desk.variables.placed.get('TYCHODATA_OSPREY_APITOKEN')?.value).toBe(VALUE);
  expect(page()).not.toContain(VALUE);
});

test('a typed value leaves the field when it is handed over; one that is none is told under it', async () => {
  const { user, desk } = await open();
  dialogs.show({ kind: 'paste' });
  const field = await screen.findByLabelText<HTMLInputElement>('Value');
  expect(field.type).toBe('password');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(await screen.findByText('Paste the value first.')).toBeInTheDocument();
  await user.type(field, 'two words{Enter}');
  expect(await screen.findByText('The value has characters that a variable can’t hold.')).toBeInTheDocument();
  expect(field.value).toBe('');
  await user.type(field, `${VALUE}{Enter}`);
  const dialog = await screen.findByRole('dialog', { name: 'Set environment variable' });
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(requests(desk, 'discard_secret')).toHaveLength(1));
  expect(requests(desk, 'set_variable')).toEqual([]);
});
