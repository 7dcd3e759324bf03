import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import type { AppError, Field, FieldProblem } from './bindings';
import { CODES, fieldWords, remedyLabel, told } from './errors';

const EXAMPLES: { [C in AppError['code']]: Extract<AppError, { code: C }> } = {
  store_locked: { code: 'store_locked' },
  wrong_passphrase: { code: 'wrong_passphrase' },
  store_unavailable: { code: 'store_unavailable', reason: '/data/desk.sqlite: the disk is full.' },
  store_not_ours: { code: 'store_not_ours', path: '/data', owner: 'root' },
  store_corrupt: { code: 'store_corrupt', path: '/data/desk.sqlite', copyFrom: '2026-11-20T00:00:00Z' },
  store_newer: { code: 'store_newer', found: 9, known: 3 },
  conflict: { code: 'conflict' },
  not_found: { code: 'not_found' },
  not_in_place: { code: 'not_in_place' },
  wrong_state: { code: 'wrong_state', status: 'revoked' },
  forbidden: { code: 'forbidden', role: 'Admin' },
  not_a_user: { code: 'not_a_user', account: 'ann@plant7', disabled: true },
  no_such_user: { code: 'no_such_user', account: 'bob' },
  last_site_admin: { code: 'last_site_admin' },
  own_account: { code: 'own_account' },
  invalid_field: { code: 'invalid_field', field: 'name', problem: { problem: 'taken', name: 'PI Scanner Token' } },
  clipboard_unavailable: { code: 'clipboard_unavailable', detail: 'no display' },
  reveal_gone: { code: 'reveal_gone' },
  env_write_failed: { code: 'env_write_failed', variable: 'T', reason: 'read-only', undone: true },
  settings_file: { code: 'settings_file', path: '/x/appsettings.ini', problem: { problem: 'missing' } },
  clock_skew: { code: 'clock_skew', minutes: 12 },
  port_taken: { code: 'port_taken', port: 7443, by: { program: 'nginx', process: 812 }, next: 7444 },
  verifier_not_permitted: { code: 'verifier_not_permitted', place: '127.0.0.1:7443' },
  verifier_ended: { code: 'verifier_ended', detail: 'a part of it failed' },
  verifier_failed: { code: 'verifier_failed', detail: '/data/verifier/ca.key is damaged' },
  service_keeper: { code: 'service_keeper', detail: 'systemd cannot be reached' },
  no_such_resource: { code: 'no_such_resource', name: 'plant-db' },
  resource_out: { code: 'resource_out', name: 'plant-db', until: '2026-11-23T10:00:00Z' },
  resource_rotating: { code: 'resource_rotating', name: 'plant-db' },
  rotation_failed: { code: 'rotation_failed', name: 'plant-db', problem: { problem: 'failed', code: 3 } },
  no_such_checkout: { code: 'no_such_checkout' },
  keyring: { code: 'keyring', problem: 'absent' },
  vault_closed: { code: 'vault_closed' },
  vault_unusable: { code: 'vault_unusable', detail: 'vault.json is damaged' },
  seal_broken: { code: 'seal_broken', table: 'resources' },
  unknown: { code: 'unknown', detail: 'disk on fire' },
};

const PROBLEMS: { [P in FieldProblem['problem']]: Extract<FieldProblem, { problem: P }> } = {
  empty: { problem: 'empty' },
  too_long: { problem: 'too_long', max: 80 },
  too_short: { problem: 'too_short', min: 8 },
  looks_like_token: { problem: 'looks_like_token' },
  control_character: { problem: 'control_character' },
  taken: { problem: 'taken', name: 'A' },
  not_a_number: { problem: 'not_a_number' },
  over_cap: { problem: 'over_cap', max: 3650, byPolicy: false },
  never_not_allowed: { problem: 'never_not_allowed', max: 365 },
  owner_lacks_role: { problem: 'owner_lacks_role', owner: 'me' },
  owner_disabled: { problem: 'owner_disabled', owner: 'me' },
  not_theirs: { problem: 'not_theirs', value: 'Admin', owner: 'me' },
  not_for_resource: { problem: 'not_for_resource', resource: 'plant-db', groups: ['Moderator', 'Admin'] },
  above_own: { problem: 'above_own', value: 'SiteAdmin' },
  only_for_company: { problem: 'only_for_company' },
  too_many: { problem: 'too_many', max: 16 },
  past: { problem: 'past' },
  not_allowed: { problem: 'not_allowed', value: 'Kings' },
  bad_rate: { problem: 'bad_rate' },
  bad_uses: { problem: 'bad_uses' },
  bad_networks: { problem: 'bad_networks' },
  bad_port: { problem: 'bad_port' },
  bad_address: { problem: 'bad_address' },
  bad_host_names: { problem: 'bad_host_names' },
  not_https: { problem: 'not_https' },
  bad_host: { problem: 'bad_host' },
  bad_variable_name: { problem: 'bad_variable_name' },
  reserved_variable: { problem: 'reserved_variable' },
  bad_variable_value: { problem: 'bad_variable_value', detail: 'a line break' },
};

const FIELDS: Field[] = [
  'name',
  'days',
  'owner',
  'groups',
  'scopes',
  'variable',
  'value',
  'passphrase',
  'max_days',
  'rate',
  'uses',
  'networks',
  'port',
  'address',
  'host_names',
  'account',
  'template',
  'resource',
  'rotate_with',
  'key',
];

describe.each(['en', 'de', 'ar'])('in %s', (language) => {
  it.each(CODES)('%s has a sentence without holes', (code) => {
    speak(language);
    const { text, remedies } = told(EXAMPLES[code]);
    expect(text).not.toMatch(/undefined|\{|\}/);
    expect(text.length).toBeGreaterThan(8);
    for (const remedy of remedies) expect(remedyLabel(remedy)).not.toBe('');
  });

  it.each(Object.values(PROBLEMS))('$problem has words for every field', (problem) => {
    speak(language);
    for (const field of FIELDS) expect(fieldWords(field, problem)).not.toMatch(/undefined|\{|\}/);
  });
});

it('the table knows exactly the codes of the bindings', () => {
  const bindings = readFileSync('src/lib/ipc/bindings.ts', 'utf8');
  const declared = /export type AppError = ([^;]*);/.exec(bindings)?.[1] ?? '';
  const codes = [...declared.matchAll(/"?code"?: "([a-z_]+)"/g)].map(([, code]) => code ?? '');
  expect(codes.length).toBeGreaterThan(10);
  expect([...CODES].sort()).toEqual(codes.sort());
});

it('says what the design says', () => {
  speak('en');
  expect(told({ code: 'store_unavailable', reason: 'the disk is full.' }).text).toBe(
    'The token store can’t be opened: the disk is full. Check that the disk isn’t full or read-only.',
  );
  expect(fieldWords('name', { problem: 'taken', name: 'A' })).toContain('“A – plant 7”');
  expect(fieldWords('days', { problem: 'over_cap', max: 365, byPolicy: true })).toContain('Your organisation');
  expect(told({ code: 'clock_skew', minutes: 1 }).text).toContain('1 minute behind');
});

it('details hold the facts, not the sentence, and a code that is not known is told as unknown', () => {
  speak('en');
  expect(told(EXAMPLES.store_newer).detail).toBe('store_newer\nfound: 9\nknown: 3');
  const strange = { code: 'from_the_future' } as unknown as AppError;
  expect(told(strange).text).toBe(told(EXAMPLES.unknown).text);
});

it('a settings file that was partly changed is never said to be as it was', () => {
  const failed = (undone: boolean) =>
    told({ code: 'settings_file', path: 'x.ini', problem: { problem: 'failed', reason: 'no space', undone } }).text;
  expect(failed(true)).toContain('Nothing was changed.');
  expect(failed(false)).not.toContain('Nothing was changed');
  expect(failed(false)).toContain('Some of it was written');
});
