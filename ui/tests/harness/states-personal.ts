// Every state of the tab *Personal token*, and of the dialog that asks for the passphrase of what is sealed.

import type { Scenario } from '../../src/lib/ipc/mock/scenario';
import { dialog } from './acts';
import type { Opening } from './host';
import type { State } from './states';

const PERSONAL = '#/settings/personal';
const personal = (scenario: Partial<Scenario> = {}): Opening => ({ route: PERSONAL, scenario });
const press =
  (name: string): State['go'] =>
  ({ page }) =>
    page.getByRole('button', { name }).click();

/** The states of the tab *Personal token*. */
export const PERSONAL_STATES: State[] = [
  { name: 'personal-none', opening: personal(), says: ['You have no personal token'], picture: true },
  { name: 'personal-no-right', opening: personal({ mayGenerate: false }), says: ['You can’t generate tokens'] },
  {
    name: 'personal',
    opening: personal({ personal: 'kept' }),
    says: ['3 hours ago', 'Sealed with a key in the system’s keyring.'],
    picture: true,
  },
  {
    name: 'personal-shown',
    opening: personal({ personal: 'kept' }),
    go: press('Show token'),
    says: [/^tdk_\w{16}_\w{52}$/, /Hides in/],
    picture: true,
  },
  { name: 'personal-copied', opening: personal({ personal: 'kept' }), go: press('Copy token'), says: [/^Copied/] },
  { name: 'personal-revoked', opening: personal({ personal: 'revoked' }), says: [/was revoked/], picture: true },
  { name: 'personal-elsewhere', opening: personal({ personal: 'elsewhere' }), says: [/isn’t kept any more/] },
  {
    name: 'personal-replace',
    opening: personal({ personal: 'kept' }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'Generate new…' }).click();
      await dialog(page, 'Generate a new personal token?').waitFor();
    },
    says: [/Last used: /],
    picture: true,
  },
  {
    name: 'personal-replace-unused',
    opening: personal({ personal: 'unused' }),
    go: press('Generate new…'),
    says: [/was never used/],
  },
  ...(['absent', 'locked', 'denied', 'slow'] as const).map((vault): State => ({
    name: `personal-keyring-${vault}`,
    opening: personal({ personal: 'kept', vault }),
    go: press('Show token'),
    says: [/keyring/],
    picture: vault === 'locked',
  })),
  {
    name: 'personal-key-file',
    opening: personal({ personal: 'kept', vault: 'key_file' }),
    says: [/in plain in the data folder/],
  },
  {
    name: 'personal-passphrase',
    opening: personal({ personal: 'kept', vault: 'passphrase' }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'Show token' }).click();
      await dialog(page, 'Open sealed secrets').waitFor();
    },
    says: [/asked for it once after each start/],
    picture: true,
  },
  {
    name: 'personal-replace-passphrase',
    opening: personal({ personal: 'kept', vault: 'passphrase' }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'Generate new…' }).click();
      await page.getByRole('button', { name: 'Generate new token' }).click();
      await dialog(page, 'Open sealed secrets').waitFor();
    },
  },
  {
    name: 'personal-passphrase-wrong',
    opening: personal({ personal: 'kept', vault: 'passphrase' }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'Show token' }).click();
      const asked = dialog(page, 'Open sealed secrets');
      await asked.getByLabel('Passphrase of sealed secrets').fill('wrong horse battery');
      await asked.getByRole('button', { name: 'Open' }).click();
    },
    says: [/That isn’t the passphrase/],
  },
  {
    name: 'personal-choose-passphrase',
    opening: personal({ vault: 'absent' }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'Generate personal token' }).click();
      await page.getByRole('button', { name: 'Choose a passphrase…' }).click();
      await dialog(page, 'Choose a passphrase for sealed secrets').waitFor();
    },
    picture: true,
  },
  {
    name: 'personal-error',
    opening: personal({ failing: { personal_token: { code: 'store_unavailable', reason: 'the disk is full' } } }),
    says: ['the disk is full'],
  },
];
