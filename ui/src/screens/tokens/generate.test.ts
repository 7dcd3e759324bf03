import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, test } from 'vitest';
import { call } from '$lib/ipc/client';
import { dialogs } from '$lib/tokens/dialogs.svelte';
import { templates } from '$lib/tokens/templates.svelte';
import { duplicate } from './actions';
import { idOf, openDialog, openList, requests, stage, type Stage } from './stage';
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

  test.each([
    ['2027-11-27', /Saturday: nobody may be there/],
    ['2027-11-26', /^The token is refused once this day is over\.$/],
  ])('tells of the last day %s whether it is on a weekend', async (day, told) => {
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Choose a date instead' }));
    const last = screen.getByLabelText('Last day');
    await fireEvent.input(last, { target: { value: day } });
    expect(last).toHaveAccessibleDescription(told);
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

  test('sends scopes of one’s own beside the given ones', async () => {
    const { user, desk } = await open();
    await user.type(nameField(), 'Reader');
    await user.click(screen.getByRole('button', { name: 'Change' }));
    await user.click(screen.getByRole('radio', { name: 'Only chosen scopes' }));
    await user.type(screen.getByRole('textbox', { name: /^Scopes of your own/ }), 'reports:read, plant7{Enter}');
    await screen.findByRole('dialog', { name: 'Copy your token now' });
    expect(requests(desk, 'create_token')[0]).toMatchObject({ scopes: ['reports:read', 'plant7'] });
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

const template = (): HTMLElement => screen.getByRole('combobox', { name: /^Template/ });

async function choose(user: Stage['user'], name: string): Promise<void> {
  await waitFor(() => expect(templates.list.length).toBeGreaterThan(3));
  template().focus();
  await user.keyboard('{Enter}');
  await user.click(await screen.findByRole('option', { name }));
}

describe('templates in the Generate dialog', () => {
  test('fill in what such a token needs, and what comes next begins with them', async () => {
    const { user, desk } = await open();
    await choose(user, 'Ratings API');
    expect(daysField()).toHaveValue('365');
    expect(template()).toHaveAccessibleDescription(/It goes into RATINGS_API_TOKEN/);
    await user.type(nameField(), 'Ratings{Enter}');
    await screen.findByRole('dialog', { name: 'Copy your token now' });
    expect(requests(desk, 'create_token')[0]).toMatchObject({ days: '365', scopes: ['read'] });
    expect(screen.getByText('RATINGS_API_TOKEN', { selector: 'code.variable' })).toBeVisible();
    expect(await screen.findByRole('tab', { name: /basic/, selected: true })).toBeVisible();
    expect(templates.begun?.name).toBe('Ratings API');
    await user.click(screen.getByRole('button', { name: 'Set environment variable…' }));
    expect(await screen.findByDisplayValue('RATINGS_API_TOKEN')).toBeVisible();
  });

  test('say that a settings file comes next, and stay within the policy', async () => {
    const { user } = await open({ policy: { maxDays: 30, neverAllowed: false } });
    await waitFor(() => expect(daysField()).toHaveValue('30'));
    await choose(user, 'PI scanner');
    expect(daysField()).toHaveValue('30');
    await user.type(nameField(), 'Scan{Enter}');
    await screen.findByRole('dialog', { name: 'Copy your token now' });
    expect(screen.getByText(/begins with the settings file: tychoDataAPIToken/)).toBeVisible();
  });

  test('ask for the user whom the product acts for, and give the token that user’s groups', async () => {
    const users = [
      { account: 'datahub', name: 'Data Hub', groups: ['Synchronizer', 'Moderator'] },
      { account: 'reader', name: 'Reader', groups: ['User'] },
    ];
    const { user, desk } = await open({ users });
    await choose(user, 'Data Hub key');
    await user.type(nameField(), 'Hub{Enter}');
    expect(await screen.findByText(/^Choose the user that the product acts for/)).toBeVisible();
    expect(requests(desk, 'create_token')).toEqual([]);
    const owner = screen.getByRole('combobox', { name: /^User, / });
    expect(owner).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(screen.queryByRole('option', { name: 'Reader' }), 'nobody in User alone may have tokens').toBeNull();
    await user.click(await screen.findByRole('option', { name: 'Data Hub' }));
    expect(owner).toHaveAccessibleDescription(/no more than this user’s groups/);
    await user.click(generate());
    await screen.findByRole('dialog', { name: 'Copy your token now' });
    expect(requests(desk, 'create_token')[0]).toMatchObject({
      owner: { user: 'datahub' },
      groups: ['Synchronizer', 'Moderator'],
      days: '365',
    });
    expect(screen.getByText('DATA_HUB_API_KEY', { selector: 'code.variable' })).toBeVisible();
  });

  test('ask for the resource, take a group that may have it, and show the two calls of its script', async () => {
    const { user, desk } = await open({ resources: 'few' });
    await choose(user, 'Database credential');
    await user.type(nameField(), 'Night job{Enter}');
    expect(await screen.findByText(/^Choose a resource\. If there is none/)).toBeVisible();
    expect(requests(desk, 'create_bound_token')).toEqual([]);
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('option', { name: 'ratings-api' }));
    await user.click(generate());
    await screen.findByRole('dialog', { name: 'Copy your token now' });
    expect(requests(desk, 'create_bound_token')[0]).toMatchObject({
      resource: 'ratings-api',
      draft: { groups: ['Moderator'], days: '90' },
    });
    const out = await screen.findByRole('tabpanel', { name: 'Check out' });
    expect(out).toHaveTextContent(/DATABASE_ACCESS_TOKEN.*PasswordCheckout.*ratings-api/);
    await user.click(screen.getByRole('tab', { name: 'Check in' }));
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(requests(desk, 'copy_text')[0]).toMatchObject({ text: expect.stringMatching(/PasswordCheckin/) as string });
    expect(screen.queryByRole('checkbox', { name: /the token itself/ })).toBeNull();
  });

  test('keep what was filled in as one of one’s own, and Enter makes no token', async () => {
    const { user, desk } = await open();
    await user.clear(daysField());
    await user.type(daysField(), '12');
    await user.click(screen.getByRole('button', { name: 'Keep these settings as a template' }));
    const name = screen.getByRole('textbox', { name: 'Name of the template' });
    await user.type(name, 'pi scanner{Enter}');
    expect(await screen.findByText(/is always there and stays as it is/)).toBeVisible();
    await user.clear(name);
    await user.type(name, 'Plant 7{Enter}');
    await waitFor(() => expect(templates.isOwn('Plant 7')).toBe(true));
    expect(requests(desk, 'save_template')[0]).toMatchObject({ name: 'Plant 7', days: 12, kind: 'own' });
    expect(requests(desk, 'create_token')).toEqual([]);
    expect(template()).toHaveAccessibleName(/Plant 7/);
    await user.click(await screen.findByRole('button', { name: 'Remove this template' }));
    await waitFor(() => expect(templates.isOwn('Plant 7')).toBe(false));
    expect(screen.getByRole('dialog', { name: 'Generate API token' })).toBeInTheDocument();
  });
});

test('Duplicate begins with the settings of a token, under a name that is free', async () => {
  const { user, desk } = await stage();
  await openList();
  await screen.findByRole('grid');
  await duplicate(idOf('Grafana read-only'));
  await screen.findByRole('dialog', { name: 'Generate API token' });
  expect(nameField()).toHaveValue('Grafana read-only 2');
  expect(daysField()).toHaveValue('0');
  expect(screen.queryByRole('combobox', { name: /^Template/ })).toBeNull();
  nameField().focus();
  await user.keyboard('{Enter}');
  await screen.findByRole('dialog', { name: 'Copy your token now' });
  expect(requests(desk, 'create_token')[0]).toMatchObject({ scopes: ['read'], groups: ['User'], days: '0' });
});

test('Duplicate of a token that is for one resource makes another one for the same', async () => {
  const { user, desk } = await stage({ resources: 'few' });
  await openList();
  await screen.findByRole('grid');
  const draft = {
    name: 'Backup job',
    days: '30',
    owner: 'me' as const,
    groups: ['User'],
    scopes: ['read'],
    limits: { rate: '', uses: '', networks: '' },
    description: '',
  };
  const { token } = await call('create_bound_token', { draft, resource: 'plant-db' });
  await duplicate(token.id);
  await screen.findByRole('dialog', { name: 'Generate token for “plant-db”' });
  expect(nameField()).toHaveValue('Backup job 2');
  expect(daysField()).toHaveValue('30');
  nameField().focus();
  await user.keyboard('{Enter}');
  await screen.findByRole('dialog', { name: 'Copy your token now' });
  expect(requests(desk, 'create_token')).toEqual([]);
  expect(requests(desk, 'create_bound_token')[0]).toMatchObject({
    resource: 'plant-db',
    draft: { name: 'Backup job 2', scopes: ['read'], days: '30' },
  });
});
