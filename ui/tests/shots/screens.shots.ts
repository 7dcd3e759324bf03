// `npm run shots`: a picture of each screen and state, light and dark, for people to look at. They go to
// `test-results/shots` and are never compared pixel by pixel: fonts and rasterisers differ between machines.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { UI } from '../harness/build';
import { findChromium, type Opened, type Opening } from '../harness/host';
import { reach, type State, STATES } from '../harness/states';
import { browserTests } from '../harness/suite';

const FOLDER = process.env['SHOTS'] ?? join(UI, 'test-results/shots');
const all = process.env['SHOTS_ALL'] !== undefined;

const also: [string, string, Opening][] = [
  ['tokens', '640x480', { size: [640, 480] }],
  ['generate', '640x480', { size: [640, 480] }],
  ['tokens', '320x480', { size: [320, 480] }],
  ['tokens', 'rtl', { scenario: { locale: 'ar' } }],
  ['users', '640x480', { size: [640, 480] }],
  ['resources', '640x480', { size: [640, 480] }],
  ['resources-details', '640x480', { size: [640, 480] }],
  ['resources', 'rtl', { scenario: { locale: 'ar' } }],
  ['audit', '640x480', { size: [640, 480] }],
  ['users-token', '640x480', { size: [640, 480] }],
  ['users', 'rtl', { scenario: { locale: 'ar' } }],
  ['connections', 'rtl', { scenario: { locale: 'ar' } }],
  ['connections', '640x480', { size: [640, 480] }],
  ['personal-shown', '640x480', { size: [640, 480] }],
  ['personal', 'rtl', { scenario: { locale: 'ar' } }],
  ['personal-choose-passphrase', '640x480', { size: [640, 480] }],
  ['verifier-sealed', '640x480', { size: [640, 480] }],
  ['verifier-sealed', 'rtl', { scenario: { locale: 'ar' } }],
  ['verifier-running', 'rtl', { scenario: { locale: 'ar' } }],
  ['verifier-port', '640x480', { size: [640, 480] }],
  ['general', 'rtl', { scenario: { locale: 'ar' } }],
  ['home-reminders', '640x480', { size: [640, 480] }],
  ['home-reminders', 'rtl', { scenario: { locale: 'ar' } }],
  ['tokens', 'en-XA', { scenario: { locale: 'en-XA' } }],
  ['tokens-selected', 'forced-colours', { context: { forcedColors: 'active' } }],
  ['tokens', 'contrast', { scenario: { contrast: 'more' } }],
  ['tokens', 'windows', { scenario: { platform: 'windows' } }],
  ['tokens', 'macos', { scenario: { platform: 'macos' } }],
  ['general', 'text-150', { scenario: { settings: { textSize: 150 } } }],
];

describe.skipIf(!findChromium())('pictures', () => {
  mkdirSync(FOLDER, { recursive: true });
  browserTests('of screens', (open, { forgive }) => {
    const shoot = async (state: State, suffix: string, how: Opening) => {
      const opened = await reach(state, open, how);
      forgive(opened, /./);
      await picture(opened, `${state.name}-${suffix}`);
    };
    for (const state of STATES.filter((one) => all || one.picture)) {
      for (const theme of ['light', 'dark'] as const) {
        it(`${state.name} ${theme}`, () => shoot(state, theme, { scenario: { theme } }));
      }
    }
    for (const [name, suffix, how] of also) {
      const state = STATES.find((one) => one.name === name);
      if (state)
        it(`${name} ${suffix}`, () => shoot({ ...state, says: how.scenario?.locale ? [] : state.says }, suffix, how));
    }
  });
});

async function picture({ page }: Opened, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
