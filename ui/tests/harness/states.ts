// Every state of every screen by name: how to get there. Used by the checks that hold in any state
// (accessibility, layout, motion) and by the pictures.

import type { Page } from 'playwright-core';
import type { AppError } from '../../src/lib/ipc/bindings';
import {
  anyDialog,
  chooseFromRow,
  daysField,
  dialog,
  generate,
  later,
  openGenerate,
  openRowMenu,
  openVariable,
} from './acts';
import type { Opened, Opening } from './host';
import { AUDIT_STATES } from './states-audit';
import { CONNECTIONS_STATES } from './states-connections';
import { GENERAL_STATES, HOME_STATES } from './states-home';
import { PERSONAL_STATES } from './states-personal';
import { REGENERATE_STATES } from './states-regenerate';
import { VERIFIER_STATES } from './states-verifier';
import { RESOURCE_STATES } from './states-resources';
import { USER_STATES } from './states-users';

/** One state. */
export interface State {
  name: string;
  opening: Opening;
  /** Gets there from the opened page. */
  go?: (opened: Opened) => Promise<void>;
  /** Words that must be on the screen then. */
  says?: (string | RegExp)[];
  /** Shown in the pictures. */
  picture?: boolean;
}

const TOKENS = '#/settings/tokens';
const SCANNER = 'PI Scanner Token';
const tokens = (scenario: Opening['scenario'] = {}): Opening => ({ route: TOKENS, scenario });
const failing = (command: string, error: AppError): Opening => tokens({ failing: { [command]: error } });

const LIST_STATES: State[] = [
  { name: 'tokens', opening: tokens(), says: ['Nightly sync'], picture: true },
  { name: 'tokens-many', opening: tokens({ rows: 'many' }), says: ['10,000'], picture: true },
  { name: 'tokens-hostile', opening: tokens({ rows: 'hostile' }), picture: true },
  { name: 'tokens-compact', opening: tokens({ settings: { density: 'compact' } }) },
  { name: 'tokens-empty', opening: tokens({ rows: 'none' }), says: ['No tokens yet'], picture: true },
  {
    name: 'tokens-identify',
    opening: tokens(),
    go: async ({ page, desk }) => {
      await page.getByRole('button', { name: 'Identify a token' }).click();
      const asked = dialog(page, /^Whose token/);
      const one = await desk((control) => [...control.desk.rows.values()][0]?.prefix ?? '');
      await asked.getByLabel('Found token or text').fill(`${one}_${'x'.repeat(52)} tdk_0000000000000000`);
      await asked.getByRole('button', { name: 'Identify' }).click();
    },
    says: [/wasn’t made by this Token Desk/],
    picture: true,
  },
  {
    name: 'tokens-no-verifier',
    opening: tokens({ verifier: 'crashed' }),
    says: ['The verifier isn’t running, so tokens can’t be checked.', 'Nightly sync'],
    picture: true,
  },
  {
    name: 'tokens-no-right',
    opening: tokens({ rows: 'none', mayGenerate: false }),
    says: ['You can’t generate tokens'],
  },
  {
    name: 'tokens-no-match',
    opening: tokens(),
    go: ({ page }) => page.getByRole('main').getByRole('searchbox').fill('zzzz'),
    says: [/No tokens match/],
  },
  {
    name: 'tokens-no-filter-match',
    opening: tokens({ rows: 'hostile' }),
    go: ({ page }) =>
      page
        .getByRole('main')
        .getByRole('button', { name: /^Revoked/ })
        .click(),
    says: [/No revoked tokens/i],
  },
  {
    name: 'tokens-loading',
    opening: tokens({ slowBy: { list_tokens: 1e9 } }),
    go: ({ page }) => later(page, 400),
    picture: true,
  },
  {
    name: 'tokens-still-loading',
    opening: tokens({ slowBy: { list_tokens: 1e9 } }),
    go: ({ page }) => later(page, 11_000),
    says: [/Still loading/],
  },
  {
    name: 'tokens-store-error',
    opening: failing('list_tokens', {
      code: 'store_unavailable',
      reason: '/home/pi-admin/.local/share/token-desk is read-only',
    }),
    says: [/can’t be opened/],
    picture: true,
  },
  {
    name: 'tokens-store-damaged',
    opening: failing('list_tokens', {
      code: 'store_corrupt',
      path: '/home/pi-admin/.local/share/token-desk/tokens.db',
      copyFrom: '2026-11-20T08:00:00Z',
    }),
    says: [/damaged/],
  },
  {
    name: 'tokens-restore',
    opening: failing('list_tokens', {
      code: 'store_corrupt',
      path: '/home/pi-admin/.local/share/token-desk/tokens.db',
      copyFrom: '2026-11-20T08:00:00Z',
    }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'Restore copy…' }).first().click();
      await page.getByRole('alertdialog').waitFor();
    },
    says: [/Restore the copy\?/],
  },
  { name: 'tokens-locked', opening: tokens({ locked: true }), says: [/is locked/], picture: true },
  {
    name: 'tokens-locked-passphrase',
    opening: tokens({ locked: true, passphrase: 'correct horse' }),
    says: [/is locked/],
  },
  {
    name: 'tokens-wrong-passphrase',
    opening: tokens({ locked: true, passphrase: 'correct horse' }),
    go: async ({ page }) => {
      await page.getByLabel(/passphrase/i).fill('battery staple');
      await page.getByRole('button', { name: 'Unlock' }).click();
      await page
        .getByText(/passphrase/i)
        .nth(1)
        .waitFor();
    },
  },
  { name: 'tokens-clock', opening: tokens({ clockBehind: 42 }), says: [/clock/i] },
  {
    name: 'tokens-trust-clock',
    opening: tokens({ clockBehind: 42 }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'The clock is right…' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
    says: [/clock right now\?/],
  },
  {
    name: 'tokens-selected',
    opening: tokens(),
    go: async ({ page }) => {
      await page.getByRole('grid').getByRole('checkbox').first().click();
      await page
        .getByText(/selected/)
        .first()
        .waitFor();
    },
    picture: true,
  },
  { name: 'row-menu', opening: tokens(), go: ({ page }) => openRowMenu(page, SCANNER), picture: true },
  {
    name: 'details',
    opening: tokens(),
    go: async ({ page }) => {
      await chooseFromRow(page, SCANNER, 'View details');
      await page.getByText('127.0.0.1', { exact: false }).first().waitFor();
    },
    picture: true,
  },
  {
    name: 'details-narrow',
    opening: { ...tokens(), size: [860, 600] },
    go: async ({ page }) => {
      await chooseFromRow(page, SCANNER, 'View details');
      await anyDialog(page).waitFor();
    },
  },
  {
    name: 'rename',
    opening: tokens(),
    go: async ({ page }) => {
      await chooseFromRow(page, SCANNER, /^Rename/);
      await anyDialog(page).waitFor();
    },
  },
  {
    name: 'revoke',
    opening: tokens(),
    go: async ({ page }) => {
      await chooseFromRow(page, SCANNER, /^Revoke/);
      await dialog(page, /^Revoke “/).waitFor();
    },
    says: [/You can’t undo this/, /Last used/],
    picture: true,
  },
  {
    name: 'revoke-never-used',
    opening: tokens(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'Laboratory balance', /^Revoke/);
      await dialog(page, /^Revoke “/).waitFor();
    },
    says: [/never been used/],
  },
  {
    name: 'revoke-many',
    opening: tokens({ rows: 'many' }),
    go: async ({ page }) => {
      await page.getByRole('grid').getByRole('checkbox').first().click();
      await page
        .getByRole('button', { name: /^Revoke/ })
        .first()
        .click();
      await dialog(page, /^Revoke [\d,]+ tokens/).waitFor();
    },
    says: [/to confirm/],
    picture: true,
  },
  {
    name: 'delete-record',
    opening: tokens(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'Old plugin', /^Delete record/);
      await dialog(page, /^Delete the record/).waitFor();
    },
    says: [/already expired/i],
  },
];

const GENERATE_STATES: State[] = [
  { name: 'generate', opening: tokens(), go: ({ page }) => openGenerate(page).then(() => undefined), picture: true },
  {
    name: 'generate-template',
    opening: tokens(),
    go: async ({ page }) => {
      await openGenerate(page);
      await page.getByRole('combobox', { name: /^Template/ }).press('Enter');
      await page.getByRole('option', { name: 'PI scanner' }).click();
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByRole('radio', { name: 'Only chosen scopes' }).check();
    },
    says: [/TYCHODATA_OSPREY_APITOKEN/, 'Scopes of your own'],
    picture: true,
  },
  {
    name: 'generate-keep-template',
    opening: tokens(),
    go: async ({ page }) => {
      await openGenerate(page);
      await page.getByRole('button', { name: 'Keep these settings as a template' }).click();
      await page.getByRole('textbox', { name: 'Name of the template' }).press('Enter');
      await page.getByText(/^Enter/).waitFor();
    },
    picture: true,
  },
  {
    name: 'generate-like',
    opening: tokens(),
    go: async ({ page }) => {
      await chooseFromRow(page, SCANNER, /^Duplicate/);
      await dialog(page, 'Generate API token').waitFor();
    },
    says: [/settings of the other one/],
    picture: true,
  },
  {
    name: 'generate-errors',
    opening: tokens(),
    go: async ({ page }) => {
      const form = await openGenerate(page);
      await daysField(form).fill('99999');
      await form.getByRole('button', { name: 'Generate token' }).click();
      await form.getByText(/Enter a name/).waitFor();
    },
    says: [/3,650 or less/],
    picture: true,
  },
  {
    name: 'generate-never',
    opening: tokens(),
    go: async ({ page }) => {
      await daysField(await openGenerate(page)).fill('0');
      await page.getByText(/stays valid until someone revokes it/).waitFor();
    },
  },
  {
    name: 'generate-groups',
    opening: tokens(),
    go: async ({ page }) => {
      const form = await openGenerate(page);
      await form.getByRole('combobox', { name: 'Groups' }).press('ArrowDown');
      await page.getByRole('option').first().waitFor();
    },
    picture: true,
  },
  {
    name: 'generate-company',
    opening: tokens(),
    go: async ({ page }) => {
      const form = await openGenerate(page);
      await form.getByRole('textbox', { name: 'Name' }).fill('Ratings');
      await form.getByRole('combobox', { name: /^User,/ }).click();
      await page.getByRole('option', { name: 'Company (no user)' }).click();
      await form.getByRole('button', { name: 'Generate token' }).click();
    },
    says: ['Say what the company token is for.'],
    picture: true,
  },
  {
    name: 'generate-policy',
    opening: tokens({ policy: { maxDays: 90, neverAllowed: false } }),
    go: ({ page }) => openGenerate(page).then(() => undefined),
    says: [/up to 90 days/],
  },
  {
    name: 'generate-discard',
    opening: tokens(),
    go: async ({ page }) => {
      const form = await openGenerate(page);
      await form.getByRole('textbox', { name: 'Name' }).fill('half a thought');
      await page.keyboard.press('Escape');
      await dialog(page, 'Discard this token?').waitFor();
    },
    says: [/Nothing has been generated yet/],
  },
  {
    name: 'generate-refused',
    opening: failing('create_token', { code: 'store_unavailable', reason: 'the disk is full' }),
    go: async ({ page }) => {
      const form = await openGenerate(page);
      await form.getByRole('textbox', { name: 'Name' }).fill('Scanner 9');
      await form.getByRole('button', { name: 'Generate token' }).click();
      await form.getByText(/disk is full/).waitFor();
    },
  },
];

const SHOW_ONCE_STATES: State[] = [
  {
    name: 'show-once',
    opening: tokens(),
    go: ({ page }) => generate(page, 'Scanner 9').then(() => undefined),
    picture: true,
  },
  {
    name: 'show-once-copied',
    opening: tokens(),
    go: async ({ page }) => {
      await (await generate(page, 'Scanner 9')).getByRole('button', { name: 'Copy token' }).click();
      await page
        .getByText(/^Copied/)
        .first()
        .waitFor();
    },
    says: [/Keep longer/, /Clear now/, /Copy again/],
    picture: true,
  },
  {
    name: 'show-once-shown',
    opening: tokens(),
    go: async ({ page }) => {
      await (await generate(page, 'Scanner 9')).getByRole('button', { name: 'Show token' }).click();
      await page.getByRole('button', { name: 'Hide token' }).waitFor();
    },
    picture: true,
  },
  {
    name: 'show-once-no-clipboard',
    opening: tokens({ clipboard: 'refused' }),
    go: async ({ page }) => {
      await (await generate(page, 'Scanner 9')).getByRole('button', { name: 'Copy token' }).click();
      await page
        .getByText(/Couldn’t reach the clipboard/)
        .first()
        .waitFor();
    },
    picture: true,
  },
  {
    name: 'show-once-left-alone',
    opening: tokens(),
    go: async ({ page, desk }) => {
      await (await generate(page, 'Scanner 9')).getByRole('button', { name: 'Copy token' }).click();
      await page
        .getByText(/^Copied/)
        .first()
        .waitFor();
      await desk((control) => control.desk.clipboard.otherProgramCopies('something else'));
    },
    says: [/Another app changed the clipboard/],
  },
  {
    name: 'close-uncopied',
    opening: tokens(),
    go: async ({ page }) => {
      await (await generate(page, 'Scanner 9')).getByRole('button', { name: 'Done' }).click();
      await dialog(page, 'Close without copying?').waitFor();
    },
    says: [/can’t be shown again/],
  },
];

const variable = (name: string, scenario: Opening['scenario'], rest: Partial<State> = {}): State => ({
  name,
  opening: tokens(scenario),
  ...rest,
  go: async (opened) => {
    await generate(opened.page, 'Scanner 9');
    await openVariable(opened.page);
    await rest.go?.(opened);
  },
});

const press = async (page: Page, name: string | RegExp) => page.getByRole('button', { name }).last().click();

const VARIABLE_STATES: State[] = [
  variable('variable', {}, { picture: true }),
  variable('variable-windows', { platform: 'windows' }, { says: [/PLANT7\\pi-admin/], picture: true }),
  variable('variable-ours', { variable: 'ours' }, { says: [/replaces the value/] }),
  variable('variable-ended', { variable: 'ours_ended' }),
  variable('variable-foreign', { variable: 'foreign' }, { says: [/doesn’t recognise/] }),
  variable('variable-system', { variable: 'system' }),
  variable('variable-cannot-tell', { variable: 'cannot_tell' }),
  variable('variable-read-only', { places: 'read-only' }, { picture: true }),
  variable(
    'variable-failed',
    { places: 'failing' },
    {
      go: async ({ page }) => {
        await press(page, 'Set variable');
        await page
          .getByText(/Couldn’t set/)
          .first()
          .waitFor();
      },
    },
  ),
  variable(
    'variable-bad-name',
    {},
    {
      go: async ({ page }) => {
        await dialog(page, 'Set environment variable').getByRole('textbox', { name: 'Name' }).fill('1X');
        await press(page, 'Set variable');
        await page
          .getByText(/don’t start with a digit/)
          .first()
          .waitFor();
      },
    },
  ),
  variable(
    'variable-set',
    {},
    {
      go: async ({ page }) => {
        await press(page, 'Set variable');
        await page
          .getByText(/is set\. New programs can read it/)
          .first()
          .waitFor();
      },
      picture: true,
    },
  ),
  variable('variable-by-hand', {}, { go: ({ page }) => press(page, 'Do it by hand') }),
];

/** Every state. */
export const STATES: State[] = [
  ...HOME_STATES,
  ...GENERAL_STATES,
  ...LIST_STATES,
  ...PERSONAL_STATES,
  ...REGENERATE_STATES,
  ...USER_STATES,
  ...RESOURCE_STATES,
  ...AUDIT_STATES,
  ...GENERATE_STATES,
  ...SHOW_ONCE_STATES,
  ...VARIABLE_STATES,
  ...CONNECTIONS_STATES,
  ...VERIFIER_STATES,
];

/** Opens a state and waits until it says what it must. */
export async function reach(
  state: State,
  open: (opening: Opening) => Promise<Opened>,
  also: Opening = {},
): Promise<Opened> {
  const scenario = { ...state.opening.scenario, ...also.scenario };
  const context = { ...state.opening.context, ...also.context };
  const opened = await open({ ...state.opening, ...also, scenario, context });
  await state.go?.(opened);
  for (const words of state.says ?? []) await opened.page.getByText(words).first().waitFor();
  await settle(opened.page);
  return opened;
}

/** Waits until nothing moves any more. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const finite = document
      .getAnimations()
      .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? Infinity));
    await Promise.all(finite.map((one) => one.finished.catch(() => undefined)));
  });
}
