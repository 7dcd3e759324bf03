// Whether a request has the shape that Rust would accept: unknown and missing fields are refused there, so
// they are refused here, and a page that sends them fails its tests.

type Shape = Record<
  string,
  | 'owner'
  | 'string'
  | 'number'
  | 'boolean'
  | 'strings'
  | 'string?'
  | 'number?'
  | 'boolean?'
  | 'strings?'
  | 'object?'
  | 'limits'
>;

const TOKEN: Shape = { id: 'string' };
const TOKENS: Shape = { ids: 'strings' };
const DRAFT: Shape = {
  name: 'string',
  days: 'string',
  owner: 'owner',
  groups: 'strings',
  scopes: 'strings',
  limits: 'limits',
  description: 'string',
};
const USER: Shape = { account: 'string' };
const USER_DRAFT: Shape = { account: 'string', name: 'string', groups: 'strings' };
const TEMPLATE: Shape = {
  name: 'string',
  kind: 'string',
  days: 'number',
  groups: 'strings',
  scopes: 'strings',
  limits: 'limits',
  variable: 'string',
  settingsFile: 'object?',
  auth: 'string',
  sample: 'string',
};
const RESOURCE: Shape = { name: 'string' };
const REVEAL: Shape = { reveal: 'string' };
const VARIABLE: Shape = { name: 'string' };
const PATCH: Shape = {
  path: 'string?',
  key: 'string',
  variable: 'string',
  section: 'object?',
  replaceOther: 'boolean',
  commentOutExtras: 'boolean',
  cleanComments: 'boolean',
  seen: 'string?',
};
const PLACEMENT: Shape = { name: 'string', reveal: 'string' };

const SHAPES: Record<string, Shape> = {
  unlock: { passphrase: 'string?' },
  unlock_vault: { passphrase: 'string' },
  keep_vault: { passphrase: 'string' },
  restore_store: { madeAt: 'string?' },
  token_details: TOKEN,
  identify_tokens: { text: 'string' },
  check_draft: DRAFT,
  create_token: DRAFT,
  duplicate_token: TOKEN,
  save_template: TEMPLATE,
  remove_template: { name: 'string' },
  rename_token: { id: 'string', name: 'string', rev: 'number?' },
  pause_token: TOKEN,
  resume_token: TOKEN,
  regenerate_token: { id: 'string', days: 'string', grace: 'string' },
  regenerate_in_place: { id: 'string', days: 'string', grace: 'string' },
  revoke_tokens: TOKENS,
  delete_record: TOKEN,
  restore_record: TOKEN,
  export_tokens: TOKENS,
  export_ends: TOKENS,
  audit_page: { query: 'object?', before: 'number?', count: 'number' },
  audit_row: { seq: 'number' },
  export_audit: { query: 'object?', form: 'string' },
  add_user: USER_DRAFT,
  edit_user: USER_DRAFT,
  disable_user: USER,
  enable_user: USER,
  add_resource: {
    name: 'string',
    kind: 'string',
    address: 'string',
    exclusive: 'boolean',
    groups: 'strings',
    account: 'string',
    password: 'string',
    rotateWith: 'string',
  },
  edit_resource: {
    resource: 'string',
    name: 'string?',
    kind: 'string?',
    address: 'string?',
    exclusive: 'boolean?',
    groups: 'strings?',
    account: 'string?',
    password: 'string?',
    rotateWith: 'string?',
  },
  remove_resource: RESOURCE,
  rotate_resource: RESOURCE,
  resource_samples: { name: 'string', variable: 'string?' },
  check_in_resource: { id: 'string', resource: 'string?' },
  create_bound_token: { draft: 'object?', resource: 'string' },
  copy_secret: REVEAL,
  copy_snippet: { kind: 'string', variable: 'string', reveal: 'string?' },
  copy_text: { text: 'string' },
  extend_clipboard: { seconds: 'number' },
  reveal_secret: REVEAL,
  hide_secret: REVEAL,
  discard_secret: REVEAL,
  snippets: { variable: 'string' },
  hold_value: { text: 'string' },
  undo_placement: TOKEN,
  forget_placement: TOKEN,
  plan_settings_file: PATCH,
  apply_settings_file: PATCH,
  undo_settings_file: { path: 'string' },
  test_setup: { variable: 'string', file: 'string?', key: 'string', address: 'string', auth: 'string' },
  verifier_samples: { variable: 'string', address: 'string', auth: 'string' },
  variable_status: VARIABLE,
  plan_variable: PLACEMENT,
  set_variable: PLACEMENT,
  verify_variable: VARIABLE,
  remove_variable: VARIABLE,
  verifier_at_sign_in: { on: 'boolean' },
  change_policy: { maxDays: 'number', neverAllowed: 'boolean' },
  choose_file: { title: 'string', near: 'string?' },
  zoom: { step: 'string' },
  notify_desktop: { title: 'string', body: 'string' },
  show_tray: { next: 'string', open: 'string', quit: 'string' },
  set_passphrase: { current: 'string?', new: 'string?' },
};

/** Commands that a locked desk answers. */
export const OPEN_WHEN_LOCKED = [
  'session',
  'settings',
  'unlock',
  'notify_desktop',
  'show_tray',
  'hide_tray',
  'page_painted',
  'close_window',
  'keep_open',
  'secret_hidden',
  'zoom',
  'touch',
];

/** Every optional field of a settings change. */
const SETTINGS_FIELDS = new Set(
  'theme textSize density motion language clipboardSeconds revealSeconds lockMinutes defaultDays defaultGroups variable singleKeyShortcuts hardwareAcceleration recordEveryUse verifierPort verifierAddress verifierNames verifierKeysInQuery verifierWithWindow remindDays remindOnDesktop tray endpoint authStyle'.split(
    ' ',
  ),
);

/** Says what is wrong with a request, as Tauri would; null if nothing is. */
export function misshapen(command: string, args: Record<string, unknown> | undefined): string | null {
  const request = args?.['request'];
  const wrong = (what: string) => `invalid args \`request\` for command \`${command}\`: ${what}`;
  if (command === 'change_settings') {
    const unknown = Object.keys(request ?? { '': 0 }).find((key) => !SETTINGS_FIELDS.has(key));
    return unknown === undefined ? null : wrong(`unknown field \`${unknown}\``);
  }
  const shape = SHAPES[command];
  if (!shape) return null;
  if (typeof request !== 'object' || request === null) return wrong('missing required key');
  const fields = request as Record<string, unknown>;
  const unknown = Object.keys(fields).find((key) => !(key in shape));
  if (unknown !== undefined) return wrong(`unknown field \`${unknown}\``);
  const bad = Object.entries(shape).find(([key, kind]) => !fits(fields[key], kind));
  return bad ? wrong(`field \`${bad[0]}\` is not a ${bad[1]}`) : null;
}

const LIMITS = ['networks', 'rate', 'uses'];

function fits(value: unknown, kind: string): boolean {
  if (kind === 'limits') {
    const given = Object.entries(value ?? {});
    return given.every(([name, limit]) => LIMITS.includes(name) && typeof limit === 'string');
  }
  if (kind === 'owner')
    return value === 'me' || value === 'company' || typeof (value as { user?: unknown } | null)?.user === 'string';
  if (kind === 'strings') return Array.isArray(value) && value.every((one) => typeof one === 'string');
  if (kind === 'strings?') return value === null || value === undefined || fits(value, 'strings');
  if (kind.endsWith('?')) return value === null || value === undefined || typeof value === kind.slice(0, -1);
  return typeof value === kind;
}
