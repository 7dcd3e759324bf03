// Every state of the tab *Audit*.

import { dialog } from './acts';
import type { Opening } from './host';
import type { State } from './states';

const audit = (scenario: Opening['scenario'] = {}): Opening => ({ route: '#/settings/audit', scenario });

/** The states of the tab *Audit*. */
export const AUDIT_STATES: State[] = [
  { name: 'audit', opening: audit(), says: ['The trail is as it was written', 'was generated'], picture: true },
  { name: 'audit-empty', opening: audit({ rows: 'none' }), says: ['Nothing happened yet'], picture: true },
  { name: 'audit-hostile', opening: audit({ rows: 'hostile' }), says: ['token.created'] },
  { name: 'audit-starting', opening: audit({ trail: 'starting' }), says: ['the rest is being checked'] },
  {
    name: 'audit-changed',
    opening: audit({ trail: 'edited' }),
    says: ['The audit log was changed outside Token Desk.'],
    picture: true,
  },
  {
    name: 'audit-changed-details',
    opening: audit({ trail: 'cut' }),
    go: async ({ page }) => {
      await page.getByRole('button', { name: 'Show details' }).click();
      await dialog(page, 'The audit log was changed').waitFor();
    },
    says: ['The last events are gone, from event 3 on.'],
    picture: true,
  },
  {
    name: 'audit-details',
    opening: audit(),
    go: async ({ page }) => {
      await page.getByRole('grid').getByText('was revoked').first().click();
      await page.getByRole('dialog').waitFor();
    },
    says: ['Token ID', 'Copy as JSON'],
    picture: true,
  },
  {
    name: 'audit-filtered',
    opening: audit(),
    go: async ({ page }) => {
      await page.getByRole('grid').waitFor();
      await page.getByRole('main').getByRole('searchbox').fill('revoked');
      await page.getByRole('button', { name: 'Clear filters' }).waitFor();
    },
    says: ['was revoked'],
    picture: true,
  },
  {
    name: 'audit-no-match',
    opening: audit(),
    go: async ({ page }) => {
      await page.getByRole('grid').waitFor();
      await page.getByRole('main').getByRole('searchbox').fill('zzz');
    },
    says: ['No events match'],
  },
  {
    name: 'audit-no-match-period',
    opening: audit(),
    go: async ({ page }) => {
      await page.getByRole('grid').waitFor();
      await page.getByLabel('From', { exact: true }).fill('2999-01-01');
    },
    says: ['No events in this period'],
    picture: true,
  },
  {
    name: 'audit-export',
    opening: audit(),
    go: async ({ page }) => {
      await page.getByRole('main').getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'For a spreadsheet (CSV)' }).click();
    },
    says: ['exported to'],
  },
  {
    name: 'audit-error',
    opening: audit({ failing: { audit_page: { code: 'store_unavailable', reason: 'the disk is full' } } }),
    says: ['the disk is full'],
  },
];
