// Every error that Rust can answer is told in words with a next step, and every bad name with its reason.

import { expect, it } from 'vitest';
import type { AppError } from '../../src/lib/ipc/bindings';
import { openGenerate } from '../harness/acts';
import { browserTests } from '../harness/suite';

/** One of each code, with words that only that code has. The type fails to compile when a code is missing. */
const EVERY: { [Code in AppError['code']]: { error: Extract<AppError, { code: Code }>; says: RegExp } } = {
  store_locked: { error: { code: 'store_locked' }, says: /locked/i },
  wrong_passphrase: { error: { code: 'wrong_passphrase' }, says: /passphrase/i },
  store_unavailable: {
    error: { code: 'store_unavailable', reason: 'the disk of /srv is full' },
    says: /can’t be opened: the disk of \/srv is full/,
  },
  store_not_ours: { error: { code: 'store_not_ours', path: '/srv/desk', owner: 'mallory' }, says: /mallory/ },
  store_corrupt: {
    error: { code: 'store_corrupt', path: '/srv/desk/tokens.db', copyFrom: '2026-11-20T08:00:00Z' },
    says: /damaged/,
  },
  store_newer: { error: { code: 'store_newer', found: 9, known: 1 }, says: /newer/i },
  conflict: { error: { code: 'conflict' }, says: /changed elsewhere/ },
  not_found: { error: { code: 'not_found' }, says: /no longer exists/ },
  wrong_state: { error: { code: 'wrong_state', status: 'revoked' }, says: /revoked/i },
  forbidden: { error: { code: 'forbidden', role: 'Moderator' }, says: /Moderator/ },
  not_a_user: {
    error: { code: 'not_a_user', account: 'mallory@plant7', disabled: false },
    says: /mallory@plant7 isn’t among the users/,
  },
  no_such_user: { error: { code: 'no_such_user', account: 'mallory' }, says: /no user “mallory”/ },
  last_site_admin: { error: { code: 'last_site_admin' }, says: /Add another SiteAdmin first/ },
  own_account: { error: { code: 'own_account' }, says: /can’t disable yourself/ },
  invalid_field: {
    error: { code: 'invalid_field', field: 'name', problem: { problem: 'taken', name: 'Scanner 9' } },
    says: /already in use/,
  },
  clipboard_unavailable: { error: { code: 'clipboard_unavailable', detail: 'no display' }, says: /clipboard/ },
  reveal_gone: { error: { code: 'reveal_gone' }, says: /can’t be shown any more/ },
  env_write_failed: {
    error: { code: 'env_write_failed', variable: 'MY_TOKEN', reason: 'permission denied', undone: true },
    says: /MY_TOKEN/,
  },
  settings_file: {
    error: { code: 'settings_file', path: '/x/appsettings.ini', problem: { problem: 'in_use' } },
    says: /appsettings\.ini/,
  },
  clock_skew: { error: { code: 'clock_skew', minutes: 42 }, says: /42/ },
  port_taken: {
    error: { code: 'port_taken', port: 7443, by: { program: 'nginx', process: 812 }, next: 7444 },
    says: /7443.*nginx.*812.*7444/,
  },
  verifier_not_permitted: {
    error: { code: 'verifier_not_permitted', place: '127.0.0.1:7443' },
    says: /isn’t allowed to use 127/,
  },
  verifier_ended: { error: { code: 'verifier_ended', detail: 'a part failed' }, says: /a part failed/ },
  verifier_failed: { error: { code: 'verifier_failed', detail: 'ca.key is damaged' }, says: /ca\.key is damaged/ },
  service_keeper: { error: { code: 'service_keeper', detail: 'systemd is away' }, says: /systemd is away/ },
  no_such_resource: { error: { code: 'no_such_resource', name: 'plant-db' }, says: /no resource “plant-db”/ },
  resource_out: {
    error: { code: 'resource_out', name: 'plant-db', until: '2026-11-23T10:00:00Z' },
    says: /Somebody has “plant-db”/,
  },
  resource_rotating: { error: { code: 'resource_rotating', name: 'plant-db' }, says: /is being replaced just now/ },
  rotation_failed: {
    error: { code: 'rotation_failed', name: 'plant-db', problem: { problem: 'failed', code: 3 } },
    says: /of “plant-db” was not replaced/,
  },
  not_in_place: { error: { code: 'not_in_place' }, says: /isn’t in a variable that Token Desk set/ },
  no_such_checkout: { error: { code: 'no_such_checkout' }, says: /no such check-out/ },
  keyring: { error: { code: 'keyring', problem: 'locked' }, says: /keyring is locked/ },
  vault_closed: { error: { code: 'vault_closed' }, says: /under a passphrase/ },
  vault_unusable: { error: { code: 'vault_unusable', detail: 'vault.json is gone' }, says: /vault\.json is gone/ },
  seal_broken: { error: { code: 'seal_broken', table: 'resources' }, says: /altered or moved/ },
  unknown: { error: { code: 'unknown', detail: 'a bolt came loose' }, says: /Something went wrong/ },
};

browserTests('every error has words', (open) => {
  for (const [code, { error, says }] of Object.entries(EVERY)) {
    it(`${code} when a token is generated`, async () => {
      const { page } = await open({ scenario: { failing: { create_token: error } } });
      const form = await openGenerate(page);
      await form.getByRole('textbox', { name: 'Name' }).fill('Scanner 9');
      await form.getByRole('button', { name: 'Generate token' }).click();
      await page.getByText(says).first().waitFor();
      const words = await page.locator('body').innerText();
      expect(words, 'no code instead of words').not.toContain(code.includes('_') ? code : '[object');
      expect(words).not.toMatch(/\{\w+\}|undefined|\[object/);
    });

    it(`${code} when the list is asked for`, async () => {
      const { page } = await open({ scenario: { failing: { list_tokens: error } } });
      await page.getByText(says).first().waitFor();
      expect(await page.locator('body').innerText()).not.toMatch(/\{\w+\}|undefined|\[object/);
    });
  }

  it('lets the person try again, and then shows the list', async () => {
    const { page, desk } = await open({ scenario: { failing: { list_tokens: EVERY.store_unavailable.error } } });
    await page
      .getByText(/can’t be opened/)
      .first()
      .waitFor();
    await desk((control) => control.heal('list_tokens'));
    await page
      .getByRole('button', { name: /Try again|Retry/ })
      .first()
      .click();
    await page.getByRole('grid').getByText('PI Scanner Token').waitFor();
    expect(await page.getByText(/can’t be opened/).count()).toBe(0);
  });

  it('say over the list that the verifier isn’t running, and start it', async () => {
    const { page } = await open({ scenario: { verifier: 'crashed' } });
    const banner = page.getByText('The verifier isn’t running, so tokens can’t be checked.');
    await banner.waitFor();
    await page.getByRole('grid').getByText('PI Scanner Token').waitFor();
    await page.getByRole('button', { name: 'Start verifier' }).click();
    await banner.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Verifier running' }).waitFor();
  });

  it('lead to the verifier’s tab where it can’t be started', async () => {
    const { page } = await open({ scenario: { verifier: 'port' } });
    await page.getByRole('button', { name: 'Start verifier' }).click();
    await page
      .getByText(/is used by nginx/)
      .first()
      .waitFor();
  });

  const NAMES: [string, string, RegExp][] = [
    ['an empty name', '   ', /Enter a name so you can recognise this token later/],
    ['81 characters', 'x'.repeat(81), /Use 80 characters or fewer/],
    ['a token', `tdk_${'aB3'.repeat(5)}x_${'k9Z'.repeat(17)}q`, /That looks like a token, not a name/],
    ['a duplicate in other letters', 'pi scanner TOKEN', /“PI Scanner Token” is already in use/i],
  ];
  for (const [what, name, words] of NAMES) {
    it(`refuses ${what} as a name`, async () => {
      const { page, desk } = await open();
      const form = await openGenerate(page);
      const field = form.getByRole('textbox', { name: 'Name' });
      await field.fill(name);
      await form.getByRole('button', { name: 'Generate token' }).click();
      await form.getByText(words).first().waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      const described = await field.getAttribute('aria-describedby');
      expect(described, 'the reason is tied to the field').toBeTruthy();
      expect(await desk((control) => control.desk.secrets.handles().length)).toBe(0);
    });
  }

  for (const name of ['مفتاح الماسح', '🏭 laboratory', '<b>bold</b> & "quoted"', 'W'.repeat(80)]) {
    it(`takes “${name.slice(0, 20)}” as a name and shows it as it is`, async () => {
      const { page } = await open();
      const form = await openGenerate(page);
      await form.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.keyboard.press('Enter');
      const shown = page.getByRole('dialog', { name: 'Copy your token now' });
      await shown.waitFor();
      expect(await shown.textContent()).toContain(name);
    });
  }
});
