// Every state of the tab *Users & groups*.

import { chooseFromRow, dialog, openGenerate } from './acts';
import type { Opening } from './host';
import type { State } from './states';

const USERS = '#/settings/users';
const PEOPLE = [
  { account: 'datahub', name: 'Data Hub', groups: ['Synchronizer', 'User'] },
  { account: 'ann@plant7', name: 'Ann Example', groups: ['Admin', 'Moderator', 'User', 'Recognizer'] },
  { account: 'reader', name: '', groups: ['User'] },
];
const people = (scenario: Opening['scenario'] = {}): Opening => ({
  route: USERS,
  scenario: { users: PEOPLE, ...scenario },
});

/** The states of the tab *Users & groups*. */
export const USER_STATES: State[] = [
  { name: 'users', opening: people(), says: ['Data Hub', 'Ann Example'], picture: true },
  { name: 'users-alone', opening: people({ users: [] }), says: ['Only you use this computer'], picture: true },
  {
    name: 'users-disabled',
    opening: people(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'Data Hub', /^Disable/);
      await dialog(page, 'Disable “Data Hub”?').getByRole('button', { name: 'Disable user' }).click();
    },
    says: ['Disabled'],
    picture: true,
  },
  {
    name: 'users-disable',
    opening: people(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'Data Hub', /^Disable/);
      await dialog(page, 'Disable “Data Hub”?').waitFor();
    },
    picture: true,
  },
  {
    name: 'users-add',
    opening: people(),
    go: async ({ page }) => {
      await page.getByRole('main').getByRole('button', { name: 'Add user' }).click();
      await dialog(page, 'Add user').waitFor();
    },
    picture: true,
  },
  {
    name: 'users-add-wrong',
    opening: people(),
    go: async ({ page }) => {
      await page.getByRole('main').getByRole('button', { name: 'Add user' }).click();
      await dialog(page, 'Add user').getByRole('button', { name: 'Add user' }).click();
    },
    says: ['Enter a user name.', 'Choose at least one group.'],
  },
  {
    name: 'users-details',
    opening: people(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'Ann Example', 'View details');
      await dialog(page, 'Ann Example').waitFor();
    },
    says: ['Recognises products in raw findings.'],
    picture: true,
  },
  {
    name: 'users-groups',
    opening: people(),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'What groups mean…' }).click();
      await dialog(page, 'What groups mean').waitFor();
    },
    says: ['Uploads what scanners and agents found.'],
    picture: true,
  },
  {
    name: 'users-token',
    opening: people(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'Data Hub', 'Add token');
      await dialog(page, 'Add token for Data Hub').waitFor();
    },
    says: ['datahub'],
    picture: true,
  },
  {
    name: 'users-token-date',
    opening: people(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'Data Hub', 'Add token');
      const form = dialog(page, 'Add token for Data Hub');
      await form.getByRole('button', { name: 'Choose a date instead' }).click();
      await form.getByLabel('Last day').fill('2020-01-31');
      await form.getByRole('textbox', { name: 'Name' }).fill('Data Hub upload');
      await form.getByRole('button', { name: 'Generate token' }).click();
    },
    says: ['datahub', 'That day is over. Choose today or a later day.'],
    picture: true,
  },
  {
    name: 'users-token-template',
    opening: { ...people(), route: '#/settings/tokens' },
    go: async ({ page }) => {
      const form = await openGenerate(page);
      await form.getByRole('combobox', { name: /^Template/ }).click();
      await page.getByRole('option', { name: 'Data Hub key' }).click();
      await form.getByRole('textbox', { name: 'Name', exact: true }).fill('Data Hub upload');
      await form.getByRole('button', { name: 'Generate token' }).click();
    },
    says: ['Choose the user that the product acts for.'],
    picture: true,
  },
  {
    name: 'users-last-site-admin',
    opening: people(),
    go: async ({ page }) => {
      await chooseFromRow(page, 'You', /^Edit/);
      const form = dialog(page, 'Edit “pi-admin”');
      await form.getByRole('button', { name: /SiteAdmin/ }).click();
      await form.getByRole('button', { name: 'Save changes' }).click();
    },
    says: ['Add another SiteAdmin first'],
  },
  {
    name: 'users-no-match',
    opening: people(),
    go: async ({ page }) => {
      await page.getByRole('grid').waitFor();
      await page.getByRole('main').getByRole('searchbox').fill('zzz');
    },
    says: ['No users match “zzz”.'],
  },
  {
    name: 'users-error',
    opening: people({ failing: { list_users: { code: 'store_unavailable', reason: 'the disk is full' } } }),
    says: ['the disk is full'],
  },
];
