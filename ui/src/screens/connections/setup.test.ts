import { render, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { session } from '$app/session.svelte';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { spoken } from '$lib/ui/announce.svelte';
import type { Scenario } from '$lib/ipc/mock/scenario';
import TokenDialogs from '../tokens/TokenDialogs.svelte';
import { requests, stage, type Stage } from '../tokens/stage';
import ConnectionsScreen from './ConnectionsScreen.svelte';

const VARIABLE = 'TYCHODATA_OSPREY_APITOKEN';

async function open(scenario: Partial<Scenario> = {}): Promise<Stage> {
  const set = await stage(scenario);
  render(TokenDialogs);
  render(ConnectionsScreen);
  await waitFor(() => expect(requests(set.desk, 'verifier_samples').length).toBeGreaterThan(0));
  await waitFor(() => expect(requests(set.desk, 'usual_settings_file').length).toBeGreaterThan(0));
  return set;
}

const button = (name: string) => screen.getByRole('button', { name });
const links = () => screen.findByRole('list', { name: 'What was found, link by link' });
const link = async (word: string): Promise<HTMLElement> => {
  const row = (await links()).querySelector<HTMLElement>(`[data-link="${word}"]`);
  if (row === null) throw new Error(`no link ${word}`);
  return row;
};

test('every link of a setup that works says so in a word, and what it is', async () => {
  const { user, desk } = await open({ variable: 'ours', file: 'correct' });
  await user.click(button('Test this setup'));
  expect(await screen.findByText(/Everything holds/)).toBeInTheDocument();
  expect(requests(desk, 'test_setup')).toEqual([
    { variable: VARIABLE, file: null, key: 'tychoDataAPIToken', address: 'localhost:7443', auth: 'bearer' },
  ]);
  const rows = within(await links()).getAllByRole('listitem');
  expect(rows).toHaveLength(7);
  for (const row of rows) expect(row).toHaveTextContent('OK');
  expect(await link('settings_file')).toHaveTextContent(/Line 3 of .* becomes the value that ends in/);
  await waitFor(() => expect(document.activeElement).toBe(rows[0]?.parentElement));
  expect(button('Test again')).toBeInTheDocument();
});

test.each([
  [{ variable: 'not_set' }, 'variable', /isn’t set for this account/, 'Generate token…'],
  [{ variable: 'foreign' }, 'variable', /wasn’t generated here/, 'Generate token…'],
  [{ variable: 'cannot_tell' }, 'variable', /can’t be told/, 'Look at the variable'],
  [{ file: 'literal' }, 'settings_file', /Line 3 of .* holds something else/, 'Look at the file'],
  [{ file: 'other' }, 'settings_file', /names OLD_TOKEN/, 'Look at the file'],
  [{ answers: 'never' }, 'certificate', /None was made yet/, null],
  [{ answers: 'stopped' }, 'verifier', /Nothing answers at localhost:7443.*os error 111/, null],
  [{ answers: 'stranger' }, 'trust', /the token wasn’t sent.*UnknownIssuer/, null],
  [{ variable: 'ours_ended' }, 'token', /was revoked\. Generate a token/, 'Generate token…'],
] as const)('%o: the broken link says what to do', async (scenario, word, words, action) => {
  const { user } = await open(scenario);
  await user.click(button('Test this setup'));
  const row = await link(word);
  expect(row).toHaveTextContent('Broken');
  expect(row).toHaveTextContent(words);
  if (action === null) expect(within(row).queryAllByRole('button')).toEqual([]);
  else expect(within(row).getByRole('button', { name: action })).toBeInTheDocument();
  expect(screen.getByText(/links? (is|are) broken/)).toBeInTheDocument();
});

test('what depends on a broken link is not tested, and a missing usual file breaks nothing', async () => {
  const { user } = await open({ variable: 'ours', answers: 'stopped', file: 'missing' });
  await user.click(button('Test this setup'));
  expect(await link('trust')).toHaveTextContent('Not tested');
  expect(await link('token')).toHaveTextContent('A link before it is broken.');
  expect(await link('settings_file')).toHaveTextContent('There is no settings file in the usual place');
  expect(screen.getByText(/^1 link is broken/)).toBeInTheDocument();
});

test('a paused token is resumed from here, and the test is done again', async () => {
  const { user, desk } = await open({ variable: 'ours', file: 'correct' });
  const id = desk.desk.variables.placed.get(VARIABLE)?.tokenId ?? '';
  desk.desk.changeElsewhere(id, { status: 'paused' });
  await user.click(button('Test this setup'));
  await user.click(within(await link('token')).getByRole('button', { name: 'Resume' }));
  expect(await screen.findByText(/Everything holds/)).toBeInTheDocument();
  expect(requests(desk, 'test_setup')).toHaveLength(2);
});

test('a test is called off, what it finds later is not shown, and it can be done again', async () => {
  const { user, desk } = await open({ variable: 'ours', slowBy: { test_setup: 150 } });
  await user.click(button('Test this setup'));
  expect(button('Test this setup')).toBeInTheDocument();
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  expect(await screen.findByText('Cancelled. Nothing was changed.')).toBeInTheDocument();
  await waitFor(() => expect(desk.calls.filter(({ command }) => command === 'test_setup')[0]?.outcome).toBe('ok'));
  expect(screen.queryByRole('list', { name: /link by link/ })).toBeNull();
  await user.click(button('Test this setup'));
  await links();
});

test('what was found is no longer said of now once something has changed', async () => {
  const { user, desk } = await open({ variable: 'ours', file: 'correct' });
  await user.click(button('Test this setup'));
  await screen.findByText(/Everything holds/);
  desk.desk.changeElsewhere(desk.desk.variables.placed.get(VARIABLE)?.tokenId ?? '', { status: 'revoked' });
  expect(await screen.findByText(/Something changed since this was tested/)).toBeInTheDocument();
  expect(screen.queryByText(/Everything holds/)).toBeNull();
  await user.click(button('Test again'));
  expect(await link('token')).toHaveTextContent(/was revoked/);
  expect(spoken.assertive).not.toContain('undefined');
});

test('a failure is told and can be tried again', async () => {
  const { user, desk } = await open({ variable: 'ours' });
  desk.fail('test_setup', { code: 'store_unavailable', reason: 'the disk is full' });
  await user.click(button('Test this setup'));
  expect(await screen.findByText(/the disk is full/)).toBeInTheDocument();
  desk.heal('test_setup');
  await user.click(button('Test this setup'));
  await links();
  expect(screen.queryByText(/the disk is full/)).toBeNull();
});

test('the host and the port are taken over together, and a pasted address is taken apart', async () => {
  const { user } = await open();
  const host = screen.getByRole('textbox', { name: 'Host' });
  const port = screen.getByRole('textbox', { name: 'Port' });
  await user.clear(host);
  await user.type(host, 'https://scan.plant7.example:9443/{Enter}');
  await waitFor(() => expect(session.settings?.endpoint).toBe('scan.plant7.example:9443'));
  expect(host).toHaveValue('scan.plant7.example');
  expect(port).toHaveValue('9443');
  await user.clear(port);
  await user.type(port, '80{Enter}');
  expect(await screen.findByText('Enter a port from 1024 to 65535.')).toBeInTheDocument();
  expect(port).toHaveAttribute('aria-invalid', 'true');
  expect(port).toHaveValue('80');
  await user.clear(port);
  await user.type(port, '8443{Enter}');
  await waitFor(() => expect(session.settings?.endpoint).toBe('scan.plant7.example:8443'));
});

test('an address that does not encrypt is refused with the reason', async () => {
  const { user } = await open();
  const host = screen.getByRole('textbox', { name: 'Host' });
  await user.clear(host);
  await user.type(host, 'http://localhost{Enter}');
  expect(await screen.findByText('Use an https:// address. Tokens are never sent over http.')).toBeInTheDocument();
  expect(host).toHaveAttribute('aria-invalid', 'true');
  expect(session.settings?.endpoint).toBe('localhost:7443');
});

test('the way to present the token shows its header and is what the test and the samples use', async () => {
  const { user, desk } = await open({ variable: 'ours' });
  expect(screen.getByText(`Authorization: Bearer $${VARIABLE}`)).toBeInTheDocument();
  await user.click(screen.getByRole('radio', { name: /^Basic/ }));
  await waitFor(() => expect(requests(desk, 'verifier_samples')[0]).toMatchObject({ auth: 'basic' }));
  await user.click(button('Test this setup'));
  await links();
  expect(requests(desk, 'test_setup')[0]).toMatchObject({ auth: 'basic' });
});

test('a sample is shown for every program and copied as it stands', async () => {
  const { user, desk } = await open();
  for (const name of ['curl', 'Python', 'PowerShell', 'Postman', 'nginx', 'Caddy']) {
    await user.click(await screen.findByRole('tab', { name }));
    const sample = screen.getByRole('tabpanel', { name });
    expect(sample).toHaveTextContent(VARIABLE);
    expect(sample).toHaveTextContent('ca.pem');
  }
  await user.click(button('Copy'));
  await waitFor(() => expect(requests(desk, 'copy_text')).toHaveLength(1));
  expect(requests(desk, 'copy_text')[0]).toMatchObject({ text: expect.stringMatching(/^# caddy/) as string });
});

test('without a certificate there are no samples, until the verifier has made one', async () => {
  const { desk } = await open({ answers: 'never' });
  expect(await screen.findByText(/then come back/)).toBeInTheDocument();
  desk.desk.scenario.answers = 'runs';
  window.dispatchEvent(new Event('focus'));
  expect(await screen.findByRole('tab', { name: 'curl' })).toBeInTheDocument();
  expect(dialogs.open).toEqual([]);
});
