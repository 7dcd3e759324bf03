// Every state of the tab *Resources*, and *My access* on the first view.

import { chooseFromRow, dialog, openGenerate } from './acts';
import type { Opening } from './host';
import type { State } from './states';

const RESOURCES = '#/settings/resources';
const some = (scenario: Opening['scenario'] = {}): Opening => ({
  route: RESOURCES,
  scenario: { resources: 'few', ...scenario },
});

/** The states of the tab *Resources*. */
export const RESOURCE_STATES: State[] = [
  { name: 'resources', opening: some(), says: ['plant-db', 'Night job', '25 minutes left'], picture: true },
  {
    name: 'resources-none',
    opening: some({ resources: 'none' }),
    says: ['No resources yet'],
    picture: true,
  },
  {
    name: 'resources-failed',
    opening: some({ resources: 'failed' }),
    says: ['Password not replaced', 'its program ended with exit code 3'],
    picture: true,
  },
  {
    name: 'resources-add',
    opening: some(),
    go: async ({ page }) => {
      await page.getByRole('main').getByRole('button', { name: 'Add resource' }).click();
      await dialog(page, 'Add resource').waitFor();
    },
    picture: true,
  },
  {
    name: 'resources-add-wrong',
    opening: some(),
    go: async ({ page }) => {
      await page.getByRole('main').getByRole('button', { name: 'Add resource' }).click();
      const form = dialog(page, 'Add resource');
      await form.getByRole('textbox', { name: 'Name' }).fill('PLANT-DB');
      await form.getByRole('textbox', { name: 'Address' }).fill('db.plant7:5432');
      await form.getByRole('textbox', { name: 'Account' }).fill('scanner');
      await form.getByLabel('Password', { exact: true }).fill('a-password');
      await form.getByRole('button', { name: 'Add resource' }).click();
    },
    says: ['There is a resource “plant-db” already.'],
  },
  {
    name: 'resources-program-wrong',
    opening: some(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'ratings-api', /^Edit/);
      const form = dialog(page, 'Edit “ratings-api”');
      await form.getByRole('textbox', { name: /^Program/ }).fill('rotate');
      await form.getByRole('button', { name: 'Save changes' }).click();
    },
    says: ['“rotate” can’t be used.'],
  },
  {
    name: 'resources-details',
    opening: some(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'plant-db', 'View details');
      await dialog(page, 'plant-db').getByText('PasswordCheckout').first().waitFor();
    },
    says: ['Nightly import', 'Check in now', '/usr/local/bin/rotate-plant-db'],
    picture: true,
  },
  {
    name: 'resources-details-failed',
    opening: some({ resources: 'failed' }),
    go: async ({ page }) => {
      await chooseFromRow(page, 'scan-host', 'View details');
      await dialog(page, 'scan-host').waitFor();
    },
    says: ['Replace password now', 'The old one stays in use.'],
    picture: true,
  },
  {
    name: 'resources-checked-in',
    opening: some(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'plant-db', 'Check in now');
      await page.getByText('plant-db is checked in').first().waitFor();
    },
    says: ['Nobody'],
  },
  {
    name: 'resources-remove',
    opening: some(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'plant-db', /^Remove/);
      await dialog(page, 'Remove “plant-db”?').waitFor();
    },
    says: ['the 4 tokens that are for it', '“Night job”', '1 more'],
    picture: true,
  },
  {
    name: 'resources-token',
    opening: some(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'plant-db', 'Generate token');
      await dialog(page, 'Generate token for “plant-db”').waitFor();
    },
    says: ['and nothing else'],
    picture: true,
  },
  {
    name: 'resources-token-template',
    opening: { route: '#/settings/tokens', scenario: { resources: 'few' } },
    go: async ({ page }) => {
      const form = await openGenerate(page);
      await form.getByRole('combobox', { name: /^Template/ }).click();
      await page.getByRole('option', { name: 'Database credential' }).click();
      await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Night job 2');
      await form.getByRole('button', { name: 'Generate token' }).click();
    },
    says: ['Choose a resource. If there is none to choose'],
    picture: true,
  },
  {
    name: 'resources-token-made',
    opening: some(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'plant-db', 'Generate token');
      const form = dialog(page, 'Generate token for “plant-db”');
      await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Night job 2');
      await form.getByRole('button', { name: 'Generate token' }).click();
      await dialog(page, 'Copy your token now').getByRole('tab', { name: 'Check in' }).waitFor();
    },
    says: ['PasswordCheckout'],
    picture: true,
  },
  {
    name: 'resources-no-match',
    opening: some(),
    go: async ({ page }) => {
      await page.getByRole('grid').waitFor();
      await page.getByRole('main').getByRole('searchbox').fill('zzz');
    },
    says: ['No resources match “zzz”.'],
  },
  {
    name: 'resources-error',
    opening: some({ failing: { list_resources: { code: 'store_unavailable', reason: 'the disk is full' } } }),
    says: ['the disk is full'],
  },
  {
    name: 'home-access',
    opening: { route: '#/', scenario: { resources: 'few' } },
    go: async ({ page }) => {
      await page.getByRole('heading', { name: 'My access' }).waitFor();
    },
    says: ['plant-db', 'Database · Night job'],
    picture: true,
  },
];
