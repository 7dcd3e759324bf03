// Every state of the first screen, of what every screen has, and of the tab *General*.

import { anyDialog, dialog, later, openProfile } from './acts';
import type { State } from './states';

const GENERAL = '#/settings/general';
const HOME = '#/';

/** The states of the first screen, and of what every screen has. */
export const HOME_STATES: State[] = [
  {
    name: 'home',
    opening: { route: HOME, scenario: { rows: 'many', variable: 'ours' } },
    picture: true,
    says: [/9,028|8,714/],
  },
  {
    name: 'home-reminders',
    opening: { route: HOME, scenario: { reminders: 'unread' } },
    go: async ({ page }) => {
      await later(page, 2000);
      await page.locator('.notice button').first().waitFor();
    },
    says: [/2 tokens end soon: “Quality gate runner” .* and “Nightly sync” in 6 days/, 'Ends soon'],
    picture: true,
  },
  { name: 'home-first-run', opening: { route: HOME, scenario: { rows: 'none' } }, picture: true },
  {
    name: 'profile-menu',
    opening: { route: HOME },
    go: ({ page }) => openProfile(page).then(() => undefined),
    picture: true,
  },
  {
    name: 'theme-menu',
    opening: { route: HOME },
    go: async ({ page }) => {
      await openProfile(page);
      await page.getByRole('menuitem', { name: 'Theme' }).press('ArrowRight');
      await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
    },
  },
  {
    name: 'shortcuts',
    opening: { route: HOME },
    go: async ({ page }) => {
      await page.keyboard.press('Control+/');
      await dialog(page, 'Keyboard shortcuts').waitFor();
    },
  },
  {
    name: 'palette',
    opening: { route: HOME },
    go: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
    },
    picture: true,
  },
  {
    name: 'palette-nothing',
    opening: { route: HOME },
    go: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('zzzz-nothing');
    },
  },
];

/** The states of the tab *General*. */
export const GENERAL_STATES: State[] = [
  { name: 'general', opening: { route: GENERAL }, picture: true },
  {
    name: 'general-no-tray',
    opening: { route: GENERAL, scenario: { desktop: 'no_library', reminders: 'unread' } },
    go: async ({ page }) => {
      await later(page, 2000);
      await page.getByText('install libayatana-appindicator3-1').scrollIntoViewIfNeeded();
    },
    says: ['This desktop shows no notifications.'],
  },
  {
    name: 'general-reset',
    opening: { route: GENERAL },
    go: async ({ page }) => {
      await page.getByRole('button', { name: /^Reset/ }).click();
      await anyDialog(page).waitFor();
    },
  },
  {
    name: 'general-not-saved',
    opening: {
      route: GENERAL,
      scenario: { failing: { change_settings: { code: 'store_unavailable', reason: 'the disk is full' } } },
    },
    go: async ({ page }) => {
      await page.getByRole('radio', { name: 'Dark' }).first().click();
      await page
        .getByText(/couldn’t be saved/i)
        .first()
        .waitFor();
    },
  },
];
