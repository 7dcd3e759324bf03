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
    ['syncToken', 'Overwritten', /“Nightly sync” stands in the file in plain text/],
    ['balanceToken', 'Older token', /LAB_TOKEN holds the value from before/],
    ['oldToken', 'Missing', /file or the line is gone/],
  ] as const) {
    const row = await rowOf(name);
    expect(row, name).toHaveTextContent(truth);
    expect(within(row).getAllByText(words).length, name).toBeGreaterThan(0);
  }
  expect(placed).not.toHaveTextContent(/undefined|\{/);
});

test('a revoked token that still lies somewhere says so', async () => {
  await open({ placed: 'every' });
  for (const place of ['LAB_TOKEN', 'balanceToken']) {
    expect(await rowOf(place)).toHaveTextContent('“Laboratory balance” was revoked. Whatever reads it here');
  }
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
  expect(await rowOf('syncToken'), 'what stands there instead says it').not.toHaveTextContent('be undone');
  expect(await rowOf('balanceToken')).toHaveTextContent('settings-file undo with --old-value');
});

test('a row whose file is gone for good is dismissed after a question, and no other row offers it', async () => {
  const { user, desk } = await open({ placed: 'every' });
  expect(within(await list()).getAllByRole('button', { name: 'Dismiss…' })).toHaveLength(1);
  await user.click(within(await rowOf('oldToken')).getByRole('button', { name: 'Dismiss…' }));
  const asked = await screen.findByRole('alertdialog', { name: 'Dismiss this row?' });
  expect(asked).toHaveTextContent('No file is touched');
  expect(requests(desk, 'forget_placement')).toEqual([]);
  await user.click(within(asked).getByRole('button', { name: 'Dismiss row' }));
  const banner = (await screen.findByText('The row is dismissed. No file was touched.')).closest('.banner');
  expect(requests(desk, 'forget_placement')).toEqual([{ id: 'file-gone' }]);
  await waitFor(() => expect(screen.queryByText('oldToken')).toBeNull());
  await waitFor(() => expect(banner).toHaveFocus());
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

async function look(set: Stage): Promise<void> {
  const path = await screen.findByLabelText('File');
  await waitFor(() => expect(path).toHaveValue('/home/pi-admin/Documents/Tycho Data/Osprey/appsettings.ini'));
  await set.user.click(screen.getByRole('button', { name: 'Show what would change' }));
}

test('a settings file is shown line by line before it is changed, and changed only as shown', async () => {
  const set = await open();
  await look(set);
  const diff = await screen.findByRole('group', { name: 'What will change' });
  expect(diff).toHaveTextContent('tychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}');
  expect(diff).toHaveTextContent(/goes:.*tdk_•+g2Vp/);
  expect(requests(set.desk, 'apply_settings_file')).toEqual([]);
  await set.user.click(screen.getByRole('button', { name: 'Change the file' }));
  expect(await screen.findByText('Lines 3 and 4 changed; nothing else.')).toBeInTheDocument();
  expect(requests(set.desk, 'apply_settings_file')).toMatchObject([
    { seen: 'seen-1', variable: 'TYCHODATA_OSPREY_APITOKEN' },
  ]);
});

test('a file that is chosen in the system’s dialog is looked at; going back changes nothing', async () => {
  const set = await open();
  await look(set);
  const choose = screen.getByRole('button', { name: 'Choose…' });
  await set.user.click(choose);
  expect(requests(set.desk, 'choose_file')).toEqual([
    { title: 'Choose a settings file', near: '/home/pi-admin/Documents/Tycho Data/Osprey/appsettings.ini' },
  ]);
  expect(requests(set.desk, 'plan_settings_file')).toHaveLength(1);
  set.desk.desk.chosenFile = '/srv/scanner/lab.ini';
  await set.user.click(choose);
  await waitFor(() =>
    expect(requests(set.desk, 'plan_settings_file').at(0)).toMatchObject({ path: '/srv/scanner/lab.ini' }),
  );
  expect(screen.getByLabelText('File')).toHaveValue('/srv/scanner/lab.ini');
});

test('an old token that stood in the file can be revoked from there', async () => {
  const set = await open();
  await look(set);
  await set.user.click(await screen.findByRole('button', { name: 'Change the file' }));
  const offer = (await screen.findByText(/stood in this file in plain text.*Revoke it\?/)).closest<HTMLElement>(
    '.banner',
  );
  await set.user.click(within(offer as HTMLElement).getByRole('button', { name: 'Revoke…' }));
  expect(await screen.findByRole('alertdialog', { name: /^Revoke “/ })).toBeInTheDocument();
});

test('the change of a file is taken back', async () => {
  const set = await open();
  await look(set);
  await set.user.click(await screen.findByRole('button', { name: 'Change the file' }));
  const told = (await screen.findByText('Lines 3 and 4 changed; nothing else.')).closest<HTMLElement>('.banner');
  await set.user.click(within(told as HTMLElement).getByRole('button', { name: 'Undo' }));
  expect(await screen.findByText('Undone. The file is byte for byte as it was.')).toBeInTheDocument();
  expect(set.desk.desk.file.changed).toBe(false);
  expect(screen.getByText(/stands in the file in plain text again/)).toBeInTheDocument();
});

test('a changed file is listed with its line, and taken back from there as well', async () => {
  const set = await open({ variable: 'ours' });
  await look(set);
  await set.user.click(await screen.findByRole('button', { name: 'Change the file' }));
  const row = await rowOf('tychoDataAPIToken');
  expect(row).toHaveTextContent('/home/pi-admin/Documents/Tycho Data/Osprey/appsettings.ini:4');
  expect(row).toHaveTextContent(/names TYCHODATA_OSPREY_APITOKEN, which holds “/);
  await set.user.click(within(row).getByRole('button', { name: 'Undo…' }));
  const asked = await screen.findByRole('alertdialog', { name: 'Undo the change of the settings file?' });
  await set.user.click(within(asked).getByRole('button', { name: 'Undo' }));
  expect(await screen.findByText('Undone. The file is byte for byte as it was.')).toBeInTheDocument();
  expect(screen.getByText(/stands in the file in plain text again/)).toBeInTheDocument();
  expect(screen.queryByText('Lines 3 and 4 changed; nothing else.'), 'what was told of it is over').toBeNull();
  expect(set.desk.desk.file.changed).toBe(false);
});

test('a file that no longer says what was written is looked at from its row', async () => {
  const set = await open({ placed: 'every', variable: 'ours' });
  const row = await rowOf('syncToken');
  expect(within(row).getByRole('button', { name: 'Revoke…' })).toBeInTheDocument();
  await set.user.click(within(row).getByRole('button', { name: 'Look at the file' }));
  await screen.findByRole('group', { name: 'What will change' });
  expect(requests(set.desk, 'plan_settings_file')[0]).toMatchObject({
    path: '/home/pi-admin/plant/sync.ini',
    key: 'syncToken',
    variable: 'PLANT_TOKEN',
  });
  expect(screen.getByLabelText('File')).toHaveValue('/home/pi-admin/plant/sync.ini');
  const right = await rowOf('tychoDataAPIToken');
  expect(within(right).queryByRole('button', { name: 'Look at the file' })).toBeNull();
});

test('after the change it still says that the variable has to be set', async () => {
  const set = await open();
  await look(set);
  await set.user.click(await screen.findByRole('button', { name: 'Change the file' }));
  await screen.findByText('Lines 3 and 4 changed; nothing else.');
  const told = screen.getByText(/The variable isn’t set for this account yet/).closest<HTMLElement>('.banner');
  await set.user.click(within(told as HTMLElement).getByRole('button', { name: 'Set from a value I paste…' }));
  expect(await screen.findByLabelText('Value')).toBeInTheDocument();
});

test('where it is not clear which section is meant, it asks and writes nothing before', async () => {
  const set = await open({ file: 'sections' });
  await look(set);
  await screen.findByRole('group', { name: /Which one\?$/ });
  expect(screen.queryByRole('button', { name: 'Change the file' })).toBeNull();
  await set.user.click(screen.getByRole('radio', { name: '[pi]' }));
  await waitFor(() =>
    expect(requests(set.desk, 'plan_settings_file')[0]).toMatchObject({ section: { kind: 'named', name: 'pi' } }),
  );
  expect(await screen.findByRole('button', { name: 'Change the file' })).toBeInTheDocument();
});

test('another variable is replaced only after the person agrees', async () => {
  const set = await open({ file: 'other' });
  await look(set);
  await set.user.click(await screen.findByRole('checkbox', { name: /Line 3 names the variable OLD_TOKEN/ }));
  expect(await screen.findByRole('button', { name: 'Change the file' })).toBeInTheDocument();
  expect(requests(set.desk, 'plan_settings_file')[0]).toMatchObject({ replaceOther: true });
});

test('a file that cannot be written says why and gives the line to paste', async () => {
  const set = await open({ file: 'read-only' });
  await look(set);
  expect(
    await screen.findByText(/is read-only\. If another tool manages it, add the line there by hand/),
  ).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Change the file' })).toBeNull();
  await set.user.click(screen.getByRole('button', { name: 'Copy line' }));
  await waitFor(() =>
    expect(requests(set.desk, 'copy_text')).toEqual([{ text: 'tychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}' }]),
  );
});

test('a file in use, a missing file and a bad key are told with what to do', async () => {
  const set = await open({ file: 'in-use' });
  await look(set);
  await set.user.click(await screen.findByRole('button', { name: 'Change the file' }));
  expect(await screen.findByText(/Close the scanner or the editor/)).toBeInTheDocument();
  const key = screen.getByLabelText('Key');
  await set.user.clear(key);
  await set.user.type(key, 'a=b{Enter}');
  expect(await screen.findByText(/^That can’t be a key/)).toBeInTheDocument();
  expect(key).toHaveAttribute('aria-invalid', 'true');
});
