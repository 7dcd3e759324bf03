import { screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import type { Scenario } from '$lib/ipc/mock/scenario';
import { openDialog, requests, stage, type Stage } from '../tokens/stage';

const SECRET = /tdk_[A-Za-z0-9]{16}_[A-Za-z0-9]{40,}/;

/** Opens the dialog with a value at hand, as the show-once dialog does. */
async function place(scenario: Partial<Scenario> = {}): Promise<Stage> {
  const set = await stage(scenario);
  await openDialog({ kind: 'generate' });
  await set.user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Plant 7 scanner{Enter}');
  await set.user.click(await screen.findByRole('button', { name: /^Set environment variable/ }));
  await screen.findByRole('dialog', { name: 'Set environment variable' });
  return set;
}

/** Opens it from elsewhere: there is no value to set. */
async function look(scenario: Partial<Scenario> = {}): Promise<Stage> {
  const set = await stage(scenario);
  await openDialog({ kind: 'variable' });
  await screen.findByRole('dialog', { name: 'Environment variable' });
  return set;
}

const dialog = (): HTMLElement => screen.getByRole('dialog', { name: /nvironment variable/ });

test('every file and line is shown before anything is written, with the token masked', async () => {
  const { desk } = await place();
  const places = await screen.findByRole('list', { name: 'What will be written' });
  expect(within(places).getAllByRole('listitem').length).toBeGreaterThan(1);
  expect(places).toHaveTextContent(/TYCHODATA_OSPREY_APITOKEN='tdk_•+/);
  expect(dialog()).toHaveTextContent('Every program of this account can read it.');
  expect(new XMLSerializer().serializeToString(document.body)).not.toMatch(SECRET);
  expect(requests(desk, 'set_variable')).toEqual([]);
});

test('after writing it says what a new process sees, and the show-once dialog knows', async () => {
  const { user } = await place();
  await screen.findByRole('list', { name: 'What will be written' });
  await user.click(screen.getByRole('button', { name: 'Set variable' }));
  expect(await screen.findByText('TYCHODATA_OSPREY_APITOKEN is set. New programs can read it.')).toBeInTheDocument();
  expect(screen.getByRole('list', { name: 'What was done' })).toHaveTextContent('A new process reads it');
  await user.click(within(dialog()).getByRole('button', { name: 'Done' }));
  await waitFor(() => expect(dialogs.open.map(({ kind }) => kind)).toEqual(['show_once']));
  expect(screen.getByText('TYCHODATA_OSPREY_APITOKEN is set.')).toBeInTheDocument();
});

test('a name that cannot be is told under the field, and nothing is written', async () => {
  const { user, desk } = await place();
  const field = within(dialog()).getByRole('textbox', { name: 'Name' });
  await user.clear(field);
  await user.type(field, '1X');
  await user.click(screen.getByRole('button', { name: 'Set variable' }));
  expect(
    await screen.findByText('Use letters, digits and underscores, and don’t start with a digit.'),
  ).toBeInTheDocument();
  expect(requests(desk, 'set_variable')).toEqual([]);
});

test('another name is planned anew before it can be set', async () => {
  const { user, desk } = await place();
  await screen.findByRole('list', { name: 'What will be written' });
  const field = within(dialog()).getByRole('textbox', { name: 'Name' });
  await user.clear(field);
  await user.type(field, 'MY_TOKEN');
  expect(screen.queryByRole('list', { name: 'What will be written' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Set variable' }));
  expect(requests(desk, 'set_variable')).toEqual([]);
  expect(await screen.findByRole('list', { name: 'What will be written' })).toHaveTextContent('MY_TOKEN');
});

test('a failure says whether everything was put back, and offers the way by hand', async () => {
  const { user } = await place({ places: 'failing' });
  await screen.findByRole('list', { name: 'What will be written' });
  await user.click(screen.getByRole('button', { name: 'Set variable' }));
  const banner = await screen.findByRole('alert');
  expect(banner).toHaveTextContent('TYCHODATA_OSPREY_APITOKEN');
  await user.click(within(banner).getByRole('button', { name: 'Do it by hand' }));
  expect(screen.getByRole('tab', { name: 'Windows' })).toBeInTheDocument();
});

test('lines for a file that cannot be written can be copied', async () => {
  const { user, desk } = await place({ places: 'read-only' });
  await user.click((await screen.findAllByRole('button', { name: 'Copy lines' }))[0] as HTMLElement);
  await waitFor(() => expect(requests(desk, 'copy_text')).toHaveLength(1));
});

test('a value that is not ours is said to be one, and to be replaced', async () => {
  await place({ variable: 'foreign' });
  expect(await screen.findByText(/A value is set that Token Desk doesn’t recognise/)).toBeInTheDocument();
  expect(screen.getByText(/^This replaces the value/)).toBeInTheDocument();
});

test('without a value at hand it verifies and removes, and sets nothing', async () => {
  const { user, desk } = await look({ variable: 'ours' });
  await user.click(await screen.findByRole('button', { name: 'Verify' }));
  expect(await screen.findByText('A new process can read it.')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Set variable' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Remove…' }));
  const asked = await screen.findByRole('alertdialog', { name: 'Remove TYCHODATA_OSPREY_APITOKEN?' });
  await user.click(within(asked).getByRole('button', { name: 'Remove variable' }));
  expect(await screen.findByText(/^Removed\. Programs already running keep the old value/)).toBeInTheDocument();
  expect(requests(desk, 'remove_variable')).toEqual([{ name: 'TYCHODATA_OSPREY_APITOKEN' }]);
});

test('while it is not set it says how a value is come by', async () => {
  await look({ variable: 'not_set' });
  expect(await screen.findByText(/^To set it, generate or regenerate a token/)).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Verify' })).toBeNull();
});

test('by hand there are the exact steps of this system first, and those of the others', async () => {
  const { user } = await look({ variable: 'not_set' });
  await user.click(screen.getByRole('button', { name: 'Do it by hand' }));
  const steps = (): string[] =>
    within(screen.getByRole('tabpanel'))
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
  expect(screen.getByRole('tab', { name: 'Linux' })).toHaveAttribute('aria-selected', 'true');
  for (const [system, count, words] of [
    ['Linux', 6, /99-token\.conf.*TYCHODATA_OSPREY_APITOKEN="tdk_…".*daemon-reload/s],
    ['macOS', 5, /launchctl setenv TYCHODATA_OSPREY_APITOKEN "\$TYCHODATA_OSPREY_APITOKEN"/],
    ['Windows', 7, /enter TYCHODATA_OSPREY_APITOKEN/],
  ] as const) {
    await user.click(screen.getByRole('tab', { name: system }));
    expect(steps(), system).toHaveLength(count);
    expect(steps().join('\n'), system).toMatch(words);
  }
});
