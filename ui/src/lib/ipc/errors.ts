// The one table from an error's code to the words that a person reads, how grave it is, and what helps.

import { date, list, m, number } from '$lib/i18n';
import type { AppError, Field, FieldProblem, KeyringError, RotationProblem, SettingsFileProblem } from './bindings';

/** What a person can do about it. Screens turn these into buttons with {@link remedyLabel}. */
export type Remedy =
  | 'unlock'
  | 'try_again'
  | 'open_data_folder'
  | 'close'
  | 'show_token'
  | 'regenerate'
  | 'by_hand'
  | 'copy_details'
  | 'restore_copy'
  | 'trust_clock';

/** An error in words. */
export interface Told {
  /** What happened, and what to do. */
  text: string;
  severity: 'note' | 'warning' | 'error';
  /** In the order of their usefulness. */
  remedies: readonly Remedy[];
  /** Technical facts for *Copy details*; never a secret. */
  detail: string | null;
}

type Code = AppError['code'];
type Entry<C extends Code> = {
  text: (error: Extract<AppError, { code: C }>) => string;
  severity: Told['severity'];
  remedies: readonly Remedy[];
};

const TABLE: { [C in Code]: Entry<C> } = {
  store_locked: { text: () => m.error_store_locked(), severity: 'warning', remedies: ['unlock'] },
  wrong_passphrase: { text: () => m.error_wrong_passphrase(), severity: 'error', remedies: [] },
  store_unavailable: {
    text: ({ reason }) => m.error_store_unavailable({ reason: sentence(reason) }),
    severity: 'error',
    remedies: ['try_again', 'open_data_folder'],
  },
  store_not_ours: {
    text: ({ path, owner }) => m.error_store_not_ours({ path, owner }),
    severity: 'error',
    remedies: ['try_again', 'open_data_folder'],
  },
  store_corrupt: {
    text: ({ path, copyFrom }) =>
      copyFrom === null
        ? m.error_store_corrupt({ path })
        : m.error_store_corrupt_with_copy({ path, date: date(copyFrom) }),
    severity: 'error',
    remedies: ['open_data_folder', 'try_again'],
  },
  store_newer: {
    text: ({ found, known }) => m.error_store_newer({ found: number(found), known: number(known) }),
    severity: 'error',
    remedies: ['try_again', 'open_data_folder'],
  },
  conflict: { text: () => m.error_conflict(), severity: 'note', remedies: [] },
  not_found: { text: () => m.error_not_found(), severity: 'warning', remedies: ['close'] },
  wrong_state: { text: ({ status }) => WRONG_STATE[status](), severity: 'warning', remedies: ['close'] },
  not_in_place: { text: () => m.error_not_in_place(), severity: 'note', remedies: [] },
  forbidden: { text: ({ role }) => m.error_forbidden({ role }), severity: 'error', remedies: [] },
  not_a_user: {
    text: ({ account, disabled }) => (disabled ? m.error_not_a_user_disabled : m.error_not_a_user)({ account }),
    severity: 'error',
    remedies: [],
  },
  no_such_user: { text: ({ account }) => m.error_no_such_user({ account }), severity: 'warning', remedies: ['close'] },
  last_site_admin: { text: () => m.error_last_site_admin(), severity: 'warning', remedies: [] },
  own_account: { text: () => m.error_own_account(), severity: 'warning', remedies: [] },
  invalid_field: { text: ({ field, problem }) => fieldWords(field, problem), severity: 'error', remedies: [] },
  clipboard_unavailable: { text: () => m.error_clipboard_unavailable(), severity: 'error', remedies: ['show_token'] },
  reveal_gone: { text: () => m.error_reveal_gone(), severity: 'error', remedies: ['regenerate'] },
  env_write_failed: {
    text: ({ variable, reason, undone }) =>
      undone
        ? m.error_env_write_failed({ variable, reason: sentence(reason) })
        : m.error_env_write_failed_kept({ variable, reason: sentence(reason) }),
    severity: 'error',
    remedies: ['try_again', 'by_hand'],
  },
  settings_file: {
    text: ({ path, problem }) => fileWords(path, problem),
    severity: 'error',
    remedies: ['try_again', 'by_hand'],
  },
  clock_skew: { text: ({ minutes }) => clockWords(minutes), severity: 'warning', remedies: ['try_again'] },
  port_taken: {
    text: (error) => portWords(error),
    severity: 'error',
    remedies: ['try_again'],
  },
  verifier_not_permitted: {
    text: ({ place }) => m.error_verifier_not_permitted({ place }),
    severity: 'error',
    remedies: ['try_again'],
  },
  verifier_ended: {
    text: ({ detail }) => m.error_verifier_ended({ reason: sentence(detail) }),
    severity: 'error',
    remedies: ['copy_details', 'try_again'],
  },
  verifier_failed: {
    text: ({ detail }) => m.error_verifier_failed({ reason: sentence(detail) }),
    severity: 'error',
    remedies: ['copy_details', 'try_again'],
  },
  service_keeper: {
    text: ({ detail }) => m.error_service_keeper({ reason: sentence(detail) }),
    severity: 'error',
    remedies: ['try_again', 'copy_details'],
  },
  no_such_resource: { text: ({ name }) => m.error_no_such_resource({ name }), severity: 'error', remedies: [] },
  resource_out: {
    text: ({ name, until }) => m.error_resource_out({ name, until: date(until) }),
    severity: 'error',
    remedies: ['try_again'],
  },
  resource_rotating: {
    text: ({ name }) => m.error_resource_rotating({ name }),
    severity: 'note',
    remedies: ['try_again'],
  },
  rotation_failed: {
    text: ({ name, problem }) => m.error_rotation_failed({ name, reason: rotationProblem(problem) }),
    severity: 'error',
    remedies: ['try_again'],
  },
  no_such_checkout: { text: () => m.error_no_such_checkout(), severity: 'error', remedies: [] },
  keyring: { text: ({ problem }) => keyringWords(problem), severity: 'error', remedies: ['try_again'] },
  vault_closed: { text: () => m.error_vault_closed(), severity: 'error', remedies: ['try_again'] },
  vault_unusable: {
    text: ({ detail }) => m.error_vault_unusable({ reason: sentence(detail) }),
    severity: 'error',
    remedies: ['copy_details', 'try_again'],
  },
  seal_broken: { text: () => m.error_seal_broken(), severity: 'error', remedies: ['copy_details'] },
  unknown: { text: () => m.error_unknown(), severity: 'error', remedies: ['copy_details', 'try_again'] },
};

function keyringWords(problem: KeyringError): string {
  switch (problem) {
    case 'absent':
      return m.error_keyring_absent();
    case 'locked':
      return m.error_keyring_locked();
    case 'denied':
      return m.error_keyring_denied();
    case 'slow':
      return m.error_keyring_slow();
    case 'failed':
      return m.error_keyring_failed();
  }
}

/** Why a program did not replace a password. */
export function rotationProblem(problem: RotationProblem): string {
  switch (problem.problem) {
    case 'not_started':
      return m.resources_problem_not_started();
    case 'failed':
      return m.resources_problem_failed({ code: String(problem.code) });
    case 'killed':
      return m.resources_problem_killed();
    case 'timed_out':
      return m.resources_problem_timed_out();
  }
}

function portWords({ port, by, next }: Extract<AppError, { code: 'port_taken' }>): string {
  // A port is a name, not a quantity: no separators between its digits.
  const facts = { port: String(port), next: String(next) };
  if (by === null) return next === null ? m.error_port_taken_no_other(facts) : m.error_port_taken(facts);
  const named = { ...facts, program: by.program, process: String(by.process) };
  return next === null ? m.error_port_taken_by_no_other(named) : m.error_port_taken_by(named);
}

/** Why a program's settings file can't be changed. */
export function fileWords(path: string, problem: SettingsFileProblem): string {
  switch (problem.problem) {
    case 'missing':
      return m.error_file_missing({ path });
    case 'not_a_file':
      return m.error_file_not_a_file({ path });
    case 'too_large':
      return m.error_file_too_large({ path });
    case 'utf16_without_mark':
    case 'utf32':
      return m.error_file_encoding({ path });
    case 'not_text':
      return m.error_file_not_text({ path });
    case 'read_only':
      return m.error_file_read_only({ path });
    case 'not_permitted':
      return m.error_file_not_permitted({ path });
    case 'in_use':
      return m.error_file_in_use({ path });
    case 'changed':
      return m.error_file_changed({ path });
    case 'changed_since':
      return m.error_file_changed_since({ path });
    case 'colon_line':
      return m.error_file_colon({ path, line: number(problem.line) });
    case 'bad_key':
      return m.error_file_bad_key();
    case 'no_such_section':
      return m.error_file_no_such_section({ path });
    case 'unanswered':
      return m.error_file_unanswered({ path });
    case 'nothing_to_undo':
      return m.error_file_nothing_to_undo({ path });
    case 'old_value_gone':
      return m.error_file_old_value_gone({ path });
    case 'not_the_old_value':
      return m.error_file_not_the_old_value({ path });
    case 'still_there':
      return m.error_file_still_there({ path });
    case 'failed':
      return problem.undone
        ? m.error_file_failed({ path, reason: sentence(problem.reason) })
        : m.error_file_failed_kept({ path, reason: sentence(problem.reason) });
    case 'notes_unusable':
      return m.error_file_failed({ path, reason: sentence(problem.reason) });
  }
}

const WRONG_STATE = {
  active: () => m.error_wrong_state_active(),
  paused: () => m.error_wrong_state_paused(),
  expired: () => m.error_wrong_state_expired(),
  revoked: () => m.error_wrong_state_revoked(),
};

/** Every code there is. */
export const CODES = Object.keys(TABLE) as Code[];

/** An error in words. */
export function told(error: AppError): Told {
  const entry = (TABLE as Record<string, Entry<Code> | undefined>)[error.code] ?? (TABLE.unknown as Entry<Code>);
  return {
    text: entry.text(error as never),
    severity: entry.severity,
    remedies: entry.remedies,
    detail: detailOf(error),
  };
}

/** The words of a remedy's button. */
export function remedyLabel(remedy: Remedy): string {
  return LABELS[remedy]();
}

const LABELS: Record<Remedy, () => string> = {
  unlock: () => m.remedy_unlock(),
  try_again: () => m.remedy_try_again(),
  open_data_folder: () => m.remedy_open_data_folder(),
  close: () => m.ui_close(),
  show_token: () => m.remedy_show_token(),
  regenerate: () => m.remedy_regenerate(),
  by_hand: () => m.remedy_by_hand(),
  copy_details: () => m.remedy_copy_details(),
  restore_copy: () => m.remedy_restore_copy(),
  trust_clock: () => m.remedy_trust_clock(),
};

/** How the banner about a wrong clock says it. */
export function clockWords(minutes: number): string {
  return m.error_clock_skew({ count: minutes, countText: number(minutes) });
}

const MOST_USES = 1_000_000;
const MOST_MINUTES = 10_080;
const MOST_NETWORKS = 64;

/** What is wrong with a field, under that field. */
export function fieldWords(field: Field, problem: FieldProblem): string {
  if (field === 'minutes') return m.field_minutes({ max: number(MOST_MINUTES) });
  switch (problem.problem) {
    case 'empty':
      return (EMPTY[field] ?? m.field_empty)();
    case 'too_long':
      return m.field_too_long({ max: number(problem.max) });
    case 'too_short':
      return m.field_too_short({ min: number(problem.min) });
    case 'looks_like_token':
      return field === 'name' ? m.field_looks_like_token() : m.field_value_looks_like_token();
    case 'control_character':
      return m.field_control_character();
    case 'taken':
      return (TAKEN[field] ?? m.field_taken)({ name: problem.name });
    case 'too_many':
      return m.field_too_many({ max: number(problem.max) });
    case 'not_a_number':
      return m.field_not_a_number();
    case 'over_cap':
      return (problem.byPolicy ? m.field_over_policy : m.field_over_cap)({ max: number(problem.max) });
    case 'never_not_allowed':
      return m.field_never_not_allowed({ max: number(problem.max) });
    case 'owner_lacks_role':
      return m.field_owner_lacks_role({ user: problem.owner });
    case 'owner_disabled':
      return m.field_owner_disabled({ user: problem.owner });
    case 'not_theirs':
      return m.field_not_theirs({ user: problem.owner, value: problem.value });
    case 'not_for_resource':
      return m.field_not_for_resource({ resource: problem.resource, groups: list(problem.groups) });
    case 'above_own':
      return m.field_above_own({ value: problem.value });
    case 'only_for_company':
      return m.field_only_for_company();
    case 'past':
      return m.field_past();
    case 'not_allowed':
      return (NOT_ALLOWED[field] ?? m.field_not_allowed)({ value: problem.value });
    case 'bad_rate':
      return m.field_bad_rate();
    case 'bad_uses':
      return m.field_bad_uses({ max: number(MOST_USES) });
    case 'bad_networks':
      return m.field_bad_networks({ max: number(MOST_NETWORKS) });
    case 'bad_port':
      return m.field_bad_port();
    case 'bad_address':
      return m.field_bad_address();
    case 'bad_host_names':
      return m.field_bad_host_names();
    case 'not_https':
      return m.field_not_https();
    case 'bad_host':
      return m.field_bad_host();
    case 'bad_variable_name':
      return m.field_bad_variable_name();
    case 'reserved_variable':
      return m.field_reserved_variable();
    case 'bad_variable_value':
      return m.field_bad_variable_value();
  }
}

const TAKEN: Partial<Record<Field, (facts: { name: string }) => string>> = {
  account: m.field_account_taken,
  resource: m.field_resource_taken,
  template: m.field_template_given,
};

const NOT_ALLOWED: Partial<Record<Field, (facts: { value: string }) => string>> = {
  rotate_with: m.field_program,
  scopes: m.field_scope_form,
  template: m.field_template_unknown,
};

const EMPTY: Partial<Record<Field, () => string>> = {
  name: () => m.field_name_empty(),
  resource: () => m.field_resource_empty(),
  rotate_with: () => m.field_program_empty(),
  days: () => m.field_not_a_number(),
  max_days: () => m.field_not_a_number(),
  groups: () => m.field_groups_empty(),
  description: () => m.field_description_empty(),
  variable: () => m.field_variable_empty(),
  host: () => m.field_host_empty(),
  port: () => m.field_bad_port(),
  passphrase: () => m.field_passphrase_empty(),
  value: () => m.field_value_empty(),
  account: () => m.field_account_empty(),
};

function detailOf(error: AppError): string {
  const facts = Object.entries(error)
    .filter(([name]) => name !== 'code')
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return [error.code, ...facts].join('\n');
}

/** A reason as part of a sentence: without its own full stop. */
function sentence(reason: string): string {
  return reason.trim().replace(/\.$/, '');
}
