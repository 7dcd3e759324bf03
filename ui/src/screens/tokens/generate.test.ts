import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { openDialog, requests, stage, type Stage } from './stage';
import type { Scenario } from '$lib/ipc/mock/scenario';

async function open(scenario: Partial<Scenario> = {}): Promise<Stage> {
  const set = await stage(scenario);
  await openDialog({ kind: 'generate' });
  await screen.findByRole('dialog', { name: 'Generate API token' });
  return set;
}

const nameField = (): HTMLElement => screen.getByRole('textbox', { name: 'Name' });
const daysField = (): HTMLElement => screen.getByLabelText('Expiration (days)');
const generate = (): HTMLElement => screen.getByRole('button', { name: 'Generate token' });

describe('the Generate dialog', () => {
  test('keeps open on Enter with an empty name, says what is missing and asks Rust nothing', async () => {
    const { user, desk } = await open();
    nameField().focus();
    await user.keyboard('{Enter}');
    expect(screen.getByText('Enter a name so you can recognise this token later.')).toBeVisible();
    expect(nameField()).toHaveAttribute('aria-invalid', 'true');
    expect(nameField()).toHaveFocus();
    expect(screen.getByRole('dialog')).toBeInTheDocument();
    expect(requests(desk, 'create_token')).toEqual([]);
  });

  test('makes the token on Enter and passes on to the one time that it can be copied', async () => {
    const { user, desk } = await open();
    await user.type(nameField(), 'Plant 7 scanner{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Copy your token now' })).toBeInTheDocument();
    expect(requests(desk, 'create_token')).toEqual([
      {
        name: 'Plant 7 scanner',
        days: '90',
        owner: 'me',
        groups: ['Synchronizer', 'User'],
        scopes: [],
        limits: { rate: '', uses: '', networks: '' },
        description: '',
      },
    ]);
  });

  test('sends the limits under More, and tells what is wrong with one under its field', async () => {
    const { user, desk } = await open();
    await user.type(nameField(), 'Limited scanner');
    await user.click(screen.getByRole('button', { name: 'More' }));
    await user.type(screen.getByLabelText('Requests per span'), 'often');
    await user.type(screen.getByLabelText('Allowed addresses'), '10.20.0.0/16');
    await user.keyboard('{Enter}');
    expect(await screen.findByText(/^Enter a number and a span/)).toBeVisible();
    expect(screen.getByLabelText('Requests per span')).toHaveFocus();
    await user.clear(screen.getByLabelText('Requests per span'));
    await user.type(screen.getByLabelText('Requests per span'), '100/min{Enter}');
    expect(await screen.findByRole('dialog', { name: 'Copy your token now' })).toBeInTheDocument();
    expect(requests(desk, 'create_token')).toContainEqual(
      expect.objectContaining({ limits: { rate: '100/min', uses: '', networks: '10.20.0.0/16' } }),
    );
  });

  test.each([
    ['-1', 'Enter whole days, or 0 for a token that never expires.'],
    ['1.5', 'Enter whole days, or 0 for a token that never expires.'],
    [' ', 'Enter whole days, or 0 for a token that never expires.'],
    ['٣', 'Enter whole days, or 0 for a token that never expires.'],
  ])('refuses "%s" days with the right words', async (typed, words) => {
    const { user } = await open();
    await user.clear(daysField());
    await user.type(daysField(), typed);
    await user.tab();
    expect(screen.getByText(words)).toBeVisible();
  });

  test('refuses more days than there may be', async () => {
    const { user } = await open();
    await user.clear(daysField());
    await user.type(daysField(), '3651');
    await user.tab();
    expect(daysField()).toHaveAttribute('aria-invalid', 'true');
    expect(daysField()).toHaveAccessibleDescription(/3,650/);
  });

  test('tells the end in words while typing, and warns of a token that never ends', async () => {
    const { user } = await open();
    await user.clear(daysField());
    await user.type(daysField(), '1');
    const tomorrow = new Intl.DateTimeFormat('en', { dateStyle: 'medium' }).format(Date.now() + 86_400_000);
    expect(daysField()).toHaveAccessibleDescription(new RegExp(`Expires ${tomorrow}`));
    await user.click(screen.getByRole('button', { name: 'Never' }));
    expect(daysField()).toHaveValue('0');
    expect(daysField()).toHaveAccessibleDescription(/never expires stays valid until someone revokes it/);
    expect(screen.getByRole('button', { name: 'Never' })).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getByRole('button', { name: '90 days' })).toHaveAttribute('aria-pressed', 'false');
  });

  test('follows the policy: no Never, no longer preset, and says the cap', async () => {
    await open({ policy: { maxDays: 30, neverAllowed: false } });
    await waitFor(() => expect(daysField()).toHaveValue('30'));
    expect(screen.queryByRole('button', { name: 'Never' })).toBeNull();
    expect(screen.queryByRole('button', { name: '90 days' })).toBeNull();
    expect(daysField()).toHaveAccessibleDescription(/Your organisation allows up to 30 days/);
  });

  test('tells on leaving the name that it is a token, or taken', async () => {
    const { user } = await open();
    await user.type(nameField(), 'tdk_t6c2iaAbCdEfGh01_x');
    await user.tab();
    expect(await screen.findByText(/^That looks like a token, not a name/)).toBeVisible();
    await user.clear(nameField());
    await user.type(nameField(), 'pi scanner token');
    await user.tab();
    expect(await screen.findByText(/is already in use/)).toBeVisible();
  });

  test('closes at once while untouched', async () => {
    const { user } = await open();
    await user.keyboard('{Escape}');
    expect(dialogs.open).toEqual([]);
  });

  test('asks before it forgets what was typed', async () => {
    const { user } = await open();
    await user.type(nameField(), 'x');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    const asked = await screen.findByRole('alertdialog', { name: 'Discard this token?' });
    await user.click(within(asked).getByRole('button', { name: 'Keep editing' }));
    expect(nameField()).toHaveValue('x');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Discard' }));
    expect(dialogs.open).toEqual([]);
  });

  test('asks for a scope where only chosen ones are allowed', async () => {
    const { user, desk } = await open();
    await user.type(nameField(), 'Reader');
    await user.click(screen.getByRole('button', { name: 'Change' }));
    await user.click(screen.getByRole('radio', { name: 'Only chosen scopes' }));
    await user.click(generate());
    expect(screen.getByText('Choose at least one scope, or allow everything.')).toBeVisible();
    expect(requests(desk, 'create_token')).toEqual([]);
  });

  test('shows what Rust refuses as a banner with the focus, and keeps what was typed', async () => {
    const { user, desk } = await open();
    desk.fail('create_token', { code: 'store_unavailable', reason: 'the disk is full' });
    await user.type(nameField(), 'Plant 7{Enter}');
    const banner = await screen.findByRole('alert');
    expect(banner).toHaveTextContent('the disk is full');
    await waitFor(() => expect(banner).toHaveFocus());
    expect(nameField()).toHaveValue('Plant 7');
  });

  test.each([
    ['windows', ['Generate token', 'Cancel']],
    ['linux', ['Cancel', 'Generate token']],
    ['macos', ['Cancel', 'Generate token']],
  ] as const)('has its buttons in the order of %s', async (platform, order) => {
    await open({ platform });
    const buttons = within(screen.getByRole('dialog')).getAllByRole('button');
    const names = buttons.map((button) => button.textContent.trim());
    expect(names.filter((name) => (order as readonly string[]).includes(name))).toEqual(order);
  });
});
