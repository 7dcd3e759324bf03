// The states of the tab Connections: what was placed, the settings file, the endpoint, the test of a setup.

import { dialog } from './acts';
import type { Opened, Opening } from './host';
import type { State } from './states';

const CONNECTIONS = '#/settings/connections';
const connections = (name: string, scenario: Opening['scenario'], rest: Partial<State> = {}): State => ({
  name: `connections${name}`,
  opening: { route: CONNECTIONS, scenario },
  ...rest,
});
const showChanges = ({ page }: Opened) => page.getByRole('button', { name: 'Show what would change' }).click();
const changeFile = async (opened: Opened) => {
  await showChanges(opened);
  await opened.page.getByRole('button', { name: 'Change the file' }).click();
};

const testSetup = ({ page }: Opened) => page.getByRole('button', { name: 'Test this setup' }).click();

/** The tab Connections. */
export const CONNECTIONS_STATES: State[] = [
  connections('', { placed: 'every', variable: 'ours', file: 'literal' }, { says: ['Overwritten'], picture: true }),
  connections('-empty', {}, { says: ['Nothing is placed yet'], picture: true }),
  connections(
    '-windows',
    { platform: 'windows', variable: 'ours', placed: 'stale' },
    { says: [/Services, scheduled/] },
  ),
  connections(
    '-error',
    { failing: { placements: { code: 'store_unavailable', reason: 'the disk is full' } } },
    { says: [/disk is full/] },
  ),
  connections(
    '-undo',
    { variable: 'ours' },
    {
      go: async ({ page }) => {
        await page.getByRole('button', { name: 'Undo…' }).click();
        await dialog(page, /^Undo setting/).waitFor();
      },
      picture: true,
    },
  ),
  connections(
    '-paste',
    {},
    {
      go: async ({ page }) => {
        await page.getByRole('button', { name: /^Set from a value/ }).click();
        await dialog(page, /^Set a variable from/).waitFor();
      },
    },
  ),
  connections('-file', {}, { go: showChanges, says: [/holds a secret in plain text/], picture: true }),
  connections('-file-ask', { file: 'sections' }, { go: showChanges, says: ['All of these sections'], picture: true }),
  connections('-file-refused', { file: 'read-only' }, { go: showChanges, says: ['Copy line'] }),
  connections('-file-changed', {}, { go: changeFile, says: [/Revoke it\?/], picture: true }),
  connections(
    '-setup-good',
    { variable: 'ours', file: 'correct' },
    { go: testSetup, says: [/Everything holds/], picture: true },
  ),
  connections(
    '-setup-broken',
    { variable: 'ours_ended', file: 'other' },
    { go: testSetup, says: [/2 links are broken/, /was revoked/], picture: true },
  ),
  connections(
    '-setup-never',
    { answers: 'never', file: 'missing' },
    { go: testSetup, says: [/None was made yet/, /then come back/] },
  ),
  connections(
    '-setup-stranger',
    { answers: 'stranger', variable: 'ours' },
    { go: testSetup, says: [/don’t turn checks off/] },
  ),
  connections(
    '-setup-testing',
    { slowBy: { test_setup: 1e9 } },
    {
      go: async (opened) => {
        await testSetup(opened);
        await opened.page.clock.runFor(11_000);
      },
      says: [/Still working/],
    },
  ),
  connections(
    '-setup-http',
    {},
    {
      go: async ({ page }) => {
        await page.getByRole('textbox', { name: 'Host' }).fill('http://localhost');
        await page.getByRole('textbox', { name: 'Host' }).press('Enter');
      },
      says: [/never sent over http/],
    },
  ),
  connections(
    '-file-undo',
    { variable: 'ours' },
    {
      go: async (opened) => {
        await changeFile(opened);
        await opened.page.getByRole('list', { name: 'Placed by Token Desk' }).getByText('appsettings.ini:4').waitFor();
        await opened.page.getByRole('button', { name: 'Undo…' }).first().click();
        await dialog(opened.page, /^Undo the change/).waitFor();
      },
    },
  ),
];
