// States of *Regenerate*: a value that is shown once, and one that goes where the old one is.

import type { Page } from 'playwright-core';
import { chooseFromRow, dialog } from './acts';
import type { Opening } from './host';
import type { State } from './states';

const SCANNER = 'PI Scanner Token';
const tokens = (scenario: Opening['scenario'] = {}): Opening => ({ route: '#/settings/tokens', scenario });

async function regenerate(page: Page): Promise<void> {
  await chooseFromRow(page, SCANNER, /^Regenerate/);
  await dialog(page, /^Regenerate “/).waitFor();
}

async function putInPlace(page: Page): Promise<void> {
  await chooseFromRow(page, SCANNER, /^Regenerate/);
  await page.getByRole('checkbox', { name: /^Put the new value/ }).waitFor();
}

async function inPlace(page: Page): Promise<void> {
  await putInPlace(page);
  await page.getByRole('button', { name: 'Regenerate token' }).click();
  await dialog(page, /has a new value$/).waitFor();
}

export const REGENERATE_STATES: State[] = [
  { name: 'regenerate', opening: tokens(), go: ({ page }) => regenerate(page), picture: true },
  {
    name: 'regenerate-in-place',
    opening: tokens({ variable: 'ours' }),
    go: ({ page }) => putInPlace(page),
    says: ['TYCHODATA_OSPREY_APITOKEN'],
    picture: true,
  },
  {
    name: 'renewed',
    opening: tokens({ variable: 'ours' }),
    go: ({ page }) => inPlace(page),
    says: [/works until the new one is used/],
    picture: true,
  },
  {
    name: 'renewed-by-hand',
    opening: tokens({ variable: 'ours', shadowed: ['TYCHODATA_OSPREY_APITOKEN'] }),
    go: ({ page }) => inPlace(page),
    says: [/Not every place has the new value/],
    picture: true,
  },
];
