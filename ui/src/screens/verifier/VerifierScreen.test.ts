import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { session } from '$app/session.svelte';
import VaultDialog from '$app/VaultDialog.svelte';
import { type Control, installMock } from '$lib/ipc/mock';
import { PASSPHRASE } from '$lib/ipc/mock/personal';
import type { Scenario } from '$lib/ipc/mock/scenario';
import { pillOf, standingOf } from '$lib/verifier/standing';
import { verifier } from '$lib/verifier/verifier.svelte';
import { VERIFIER_SETTINGS } from './rows';
import VerifierScreen from './VerifierScreen.svelte';

let desk: Control;

async function show(scenario: Partial<Scenario> = {}) {
  desk = installMock(scenario);
  verifier.status = null;
  await session.load();
  const stop = verifier.follow();
  const user = userEvent.setup();
  render(VerifierScreen);
  await waitFor(() => expect(verifier.status).not.toBeNull());
  return { user, stop };
}

const row = (id: string) => within(document.getElementById(`setting-${id}`) ?? document.body);
const sent = (command: string) => desk.calls.filter((call) => call.command === command).map(({ args }) => args);
const heading = (name: string) => screen.findByRole('heading', { name, level: 2 });

describe('Verifier service', () => {
  it('shows every row of the registry', async () => {
    await show();
    for (const { id, title } of VERIFIER_SETTINGS)
      expect((await row(id).findAllByText(title())).length).toBeGreaterThan(0);
  });

  it('starts, restarts and stops by keyboard, and keeps the focus on the state', async () => {
    const { user } = await show();
    (await screen.findByRole('button', { name: 'Start' })).focus();
    await user.keyboard('{Enter}');
    const state = await heading('Running');
    await waitFor(() => expect(state).toHaveFocus());
    await user.click(screen.getByRole('button', { name: 'Restart' }));
    await waitFor(() => expect(sent('verifier_restart')).toHaveLength(1));
    await user.click(await screen.findByRole('button', { name: 'Stop' }));
    await heading('Stopped');
  });

  it('takes the port that is offered and starts on it', async () => {
    const { user } = await show({ verifier: 'port' });
    await heading('Port in use');
    await user.click(screen.getByRole('button', { name: 'Use port 7444' }));
    expect(await screen.findByText('Answers at https://127.0.0.1:7444')).toBeVisible();
    expect(sent('change_settings')).toEqual([{ request: { verifierPort: 7444 } }]);
  });

  it('refuses what is no port before it is sent, and says that changes wait for a restart', async () => {
    const { user } = await show({ verifier: 'running' });
    const port = await row('verifier_port').findByRole('textbox');
    for (const wrong of ['80', '65536', '7e3', '']) {
      await user.clear(port);
      await user.type(port, `${wrong}{Enter}`);
      expect(row('verifier_port').getByText('Enter a port from 1024 to 65535.')).toBeVisible();
    }
    expect(sent('change_settings')).toEqual([]);
    await user.clear(port);
    await user.type(port, '7500{Enter}');
    expect(await screen.findByText('Changed settings apply after a restart.')).toBeVisible();
  });

  it('records every use where it is switched on', async () => {
    const { user } = await show();
    await user.click(await row('verifier_record').findByRole('switch'));
    await waitFor(() => expect(sent('change_settings')).toEqual([{ request: { recordEveryUse: true } }]));
  });

  it('hands over at sign-in and takes the switch back when the keeper refuses', async () => {
    const { user } = await show({ verifier: 'running' });
    const control = await row('verifier_at_sign_in').findByRole('switch');
    await user.click(control);
    expect(await screen.findByText('In the background, process 900')).toBeVisible();
    expect(screen.getByText(/It runs in another process/)).toBeVisible();
    desk.fail('verifier_at_sign_in', { code: 'service_keeper', detail: 'the bus is away' });
    await user.click(control);
    expect(await row('verifier_at_sign_in').findByText(/the bus is away/)).toBeVisible();
    await waitFor(() => expect(control).toBeChecked());
  });

  it('tells that the one in the background crashed and was given up', async () => {
    await show({ keeper: 'gave-up' });
    expect(await screen.findByText(/Crashed again and again in the background.*\(exit-code\)/)).toBeVisible();
  });

  it('copies the log', async () => {
    const { user } = await show({ verifier: 'running' });
    await user.click(await screen.findByRole('button', { name: 'Copy log' }));
    await waitFor(() => expect(desk.desk.clipboard.text).toContain('the certificate was renewed'));
  });

  it('asks for the passphrase without which it lends nothing, and lends from then on', async () => {
    const { user } = await show({ verifier: 'running', vault: 'passphrase', lends: 'closed' });
    render(VaultDialog);
    await heading('Running, but lends nothing');
    await user.click(screen.getByRole('button', { name: 'Give passphrase…' }));
    await user.type(await screen.findByLabelText('Passphrase of sealed secrets'), `${PASSPHRASE}{Enter}`);
    expect(await heading('Running')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Give passphrase…' })).toBeNull();
  });

  it('tells of one in the background that nobody can give the passphrase to', async () => {
    await show({ verifier: 'service', vault: 'passphrase', lends: 'opened' });
    expect(await screen.findByText(/lends no resource/)).toBeVisible();
  });

  it('leads from a crash to the log', async () => {
    const { user } = await show({ verifier: 'crashed' });
    await user.click(await screen.findByRole('button', { name: 'Show log' }));
    expect(screen.getByRole('group', { name: 'Last lines of the verifier’s log' })).toHaveFocus();
  });
});

describe('the word in the top bar', () => {
  const since = '2026-11-22T18:30:00Z';
  const other = (sameVersion: boolean) => ({
    process: 1,
    host: 'service' as const,
    address: '127.0.0.1:7443',
    since,
    version: '0.1.0',
    sameVersion,
  });
  const rest = { settingsWait: false, requests: null, lends: 'freely' as const };

  it('says running where another process of this version answers, and problem where it is of another', () => {
    const stopped = { own: { state: 'stopped' as const }, ...rest };
    expect(pillOf({ ...stopped, others: [] })).toBe('stopped');
    expect(pillOf({ ...stopped, others: [other(true)] })).toBe('running');
    expect(pillOf({ ...stopped, others: [other(false)] })).toBe('problem');
    expect(standingOf({ ...stopped, others: [other(false)] })).toBe('version');
  });

  it('says problem where it runs and can lend nothing', () => {
    const running = { own: { state: 'running' as const, since, address: '127.0.0.1:7443' }, others: [], ...rest };
    expect(pillOf({ ...running, lends: 'opened' })).toBe('running');
    expect(pillOf({ ...running, lends: 'closed' })).toBe('problem');
  });

  it('says problem for every error, and knows the newer store', () => {
    const own = { state: 'problem' as const, since, error: { code: 'store_newer' as const, found: 9, known: 3 } };
    expect(standingOf({ own, others: [], ...rest })).toBe('store_version');
    expect(pillOf({ own, others: [other(true)], ...rest })).toBe('problem');
  });
});
