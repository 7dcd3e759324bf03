// The states of the tab "Verifier service".

import type { Scenario } from '../../src/lib/ipc/mock/scenario';
import type { State } from './states';

const VERIFIER = '#/settings/verifier';
const verifier = (name: Scenario['verifier'], rest: Partial<State> = {}): State => ({
  name: `verifier-${name}`,
  opening: { route: VERIFIER, scenario: { verifier: name } },
  picture: true,
  ...rest,
});

export const VERIFIER_STATES: State[] = [
  verifier('running', { says: ['12,480', /Since/, /the certificate was renewed/] }),
  verifier('stopped', { says: [/can’t be checked/, 'Nothing has been logged yet.'] }),
  verifier('starting', {
    go: ({ page }) => page.clock.runFor(10_500),
    says: ['Still starting…'],
  }),
  verifier('service', { says: [/in another process/, /In the background/] }),
  verifier('others', { says: [/“tokendesk serve”, process 4711/, /In another window/] }),
  verifier('old', { says: ['Version mismatch', /Restart to finish updating/] }),
  verifier('port', { says: ['Port in use', /is used by nginx \(process 812\)/, 'Use port 7444'] }),
  verifier('crashed', { says: ['Crashed', /ended by itself/] }),
  verifier('permission', { says: ['No permission', /isn’t allowed to use/] }),
  verifier('failed', { says: ['Couldn’t start', /ca\.key is damaged/] }),
  {
    name: 'verifier-sealed',
    opening: { route: VERIFIER, scenario: { verifier: 'running', vault: 'passphrase', lends: 'closed' } },
    says: ['Running, but lends nothing', /wasn’t given since/, 'Give passphrase…'],
    picture: true,
  },
  {
    name: 'verifier-service-sealed',
    opening: { route: VERIFIER, scenario: { verifier: 'service', vault: 'passphrase', lends: 'opened' } },
    says: [/lends no resource: nobody is there/],
    picture: true,
  },
  {
    name: 'verifier-no-keeper',
    opening: { route: VERIFIER, scenario: { keeper: 'away' } },
    says: [/can’t be changed here/],
  },
  {
    name: 'verifier-given-up',
    opening: { route: VERIFIER, scenario: { keeper: 'gave-up' } },
    says: [/Crashed again and again in the background/],
  },
  {
    name: 'verifier-waits',
    opening: { route: VERIFIER, scenario: { verifier: 'running' } },
    go: async ({ page }) => {
      await page.getByRole('textbox', { name: 'Port' }).fill('7500');
      await page.keyboard.press('Enter');
    },
    says: [/apply after a restart/],
  },
  {
    name: 'verifier-refused',
    opening: { route: VERIFIER },
    go: async ({ page }) => {
      await page.getByRole('textbox', { name: 'Port' }).fill('80');
      await page.keyboard.press('Enter');
    },
    says: ['Enter a port from 1024 to 65535.'],
  },
];
