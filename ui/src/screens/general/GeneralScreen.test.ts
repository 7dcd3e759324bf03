import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { session } from '$app/session.svelte';
import { speak } from '$lib/i18n';
import { type Control, installMock } from '$lib/ipc/mock';
import type { Scenario } from '$lib/ipc/mock/scenario';
import GeneralScreen from './GeneralScreen.svelte';
import { SETTINGS } from './rows';

let desk: Control;

async function show(scenario: Partial<Scenario> = {}) {
  desk = installMock(scenario);
  await session.load();
  const user = userEvent.setup();
  render(GeneralScreen);
  await waitFor(() => expect(desk.calls.some(({ command }) => command === 'policy')).toBe(true));
  return user;
}

const row = (id: string) => within(document.getElementById(`setting-${id}`) ?? document.body);
const sent = (command: string) => desk.calls.filter((call) => call.command === command).map(({ args }) => args);

afterEach(() => {
  speak('en');
});

describe('General', () => {
  it('shows every row of the registry', async () => {
    await show();
    for (const { id, title } of SETTINGS) {
      expect(document.getElementById(`setting-${id}`), `row ${id}`).not.toBeNull();
      expect(row(id).getAllByText(title()).length).toBeGreaterThan(0);
    }
  });

  it('applies a choice at once and writes it', async () => {
    const user = await show();
    await user.click(row('density').getByRole('radio', { name: 'Compact' }));
    expect(document.documentElement.dataset['density']).toBe('compact');
    await waitFor(() => expect(sent('change_settings')).toEqual([{ request: { density: 'compact' } }]));
  });

  it('takes a choice back when it cannot be written, and says why under it', async () => {
    const user = await show();
    desk.fail('change_settings', { code: 'store_unavailable', reason: 'the disk is full' });
    await user.click(row('text_size').getByRole('radio', { name: '150 %' }));
    expect(await row('text_size').findByText(/couldn’t be saved.*the disk is full/)).toBeVisible();
    expect(row('text_size').getByRole('radio', { name: '100 %' })).toBeChecked();
    expect(document.documentElement.dataset['textSize']).toBe('100');
  });

  it('takes a switch back too', async () => {
    const user = await show();
    desk.fail('change_settings', { code: 'unknown', detail: 'x' });
    const control = row('single_keys').getByRole('switch');
    expect(control).toBeChecked();
    await user.click(control);
    await row('single_keys').findByText(/couldn’t be saved/);
    expect(control).toBeChecked();
  });

  it('takes text over when it is left, and names what is wrong with it', async () => {
    const user = await show();
    const days = row('default_days').getByRole('textbox');
    await user.clear(days);
    await user.type(days, '1.5');
    await user.tab();
    expect(row('default_days').getByText('Enter whole days, or 0 for a token that never expires.')).toBeVisible();
    expect(days).toHaveAttribute('aria-invalid', 'true');
    expect(sent('change_settings')).toEqual([]);
    await user.clear(days);
    await user.type(days, '30{Enter}');
    await waitFor(() => expect(sent('change_settings')).toEqual([{ request: { defaultDays: 30 } }]));
  });

  it('steps days with the arrow keys', async () => {
    const user = await show();
    const days = row('default_days').getByRole('textbox');
    await user.click(days);
    await user.keyboard('{ArrowUp}{Shift>}{ArrowUp}{/Shift}');
    expect(days).toHaveValue('101');
    await user.keyboard('{Escape}');
    expect(days).toHaveValue('90');
  });

  it('shows the refusal of a variable name under its row and keeps the old one', async () => {
    const user = await show();
    const variable = row('variable').getByRole('textbox');
    await user.clear(variable);
    await user.type(variable, '1X{Enter}');
    expect(await row('variable').findByText(/don’t start with a digit/)).toBeVisible();
    expect(variable).toHaveValue('TYCHODATA_OSPREY_APITOKEN');
  });

  it('lets administrators change the policy and shows it to others', async () => {
    const user = await show();
    await user.click(await row('never_allowed').findByRole('switch'));
    await waitFor(() => expect(sent('change_policy')).toEqual([{ request: { maxDays: 3650, neverAllowed: false } }]));
    expect(row('never_allowed').getByRole('switch')).not.toBeChecked();
  });

  it('takes the days of reminders as they are typed, and refuses what is none', async () => {
    const user = await show();
    const days = row('remind_days').getByRole('textbox');
    expect(days).toHaveValue('30, 7, 1');
    await user.clear(days);
    await user.type(days, '14; 0{Enter}');
    expect(row('remind_days').getByText(/up to five whole numbers from 1 to 365/)).toBeVisible();
    expect(sent('change_settings')).toEqual([]);
    await user.clear(days);
    await user.type(days, '14,2 60{Enter}');
    await waitFor(() => expect(sent('change_settings')).toEqual([{ request: { remindDays: [14, 2, 60] } }]));
    await user.clear(days);
    await user.type(days, '{Enter}');
    await waitFor(() => expect(sent('change_settings').at(-1)).toEqual({ request: { remindDays: [] } }));
  });

  it('asks before it resets', async () => {
    const user = await show();
    await user.click(row('reset').getByRole('button', { name: 'Reset…' }));
    const question = await screen.findByRole('alertdialog', { name: 'Reset all settings?' });
    await waitFor(() => expect(within(question).getByRole('button', { name: 'Keep settings' })).toHaveFocus());
    await user.click(within(question).getByRole('button', { name: 'Reset settings' }));
    await waitFor(() => expect(sent('reset_settings')).toHaveLength(1));
  });

  it('asks for the new passphrase twice', async () => {
    const user = await show();
    await user.click(row('passphrase').getByRole('button', { name: 'Set passphrase…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Set a lock passphrase' }));
    await user.type(dialog.getByLabelText('New passphrase'), 'correct horse');
    await user.type(dialog.getByLabelText('New passphrase, again'), 'correct house{Enter}');
    expect(dialog.getByText('The two passphrases differ. Type the new one again.')).toBeVisible();
    expect(sent('set_passphrase')).toEqual([]);
  });
});
