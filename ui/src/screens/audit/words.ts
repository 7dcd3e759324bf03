// What the tab *Audit* says of sources, kinds of event and damage.
import { m } from '$lib/i18n';
import type { AuditDamage } from '$lib/ipc/client';

/** Kinds of event that the filter offers: the first part of an event's word. */
export const KINDS = [
  'token',
  'tokens',
  'personal',
  'user',
  'resource',
  'variable',
  'settings_file',
  'policy',
  'clock',
  'store',
  'vault',
  'audit',
] as const;
export type Kind = (typeof KINDS)[number];

const KIND_WORDS: Record<Kind, () => string> = {
  token: () => m.audit_kind_token(),
  tokens: () => m.audit_kind_tokens(),
  personal: () => m.audit_kind_personal(),
  user: () => m.audit_kind_user(),
  resource: () => m.audit_kind_resource(),
  variable: () => m.audit_kind_variable(),
  settings_file: () => m.audit_kind_settings_file(),
  policy: () => m.audit_kind_policy(),
  clock: () => m.audit_kind_clock(),
  store: () => m.audit_kind_store(),
  vault: () => m.audit_kind_vault(),
  audit: () => m.audit_kind_audit(),
};

/** A kind of event. */
export function kindWord(kind: Kind): string {
  return KIND_WORDS[kind]();
}

/** By what something was done. */
export const SOURCES = ['window', 'terminal', 'program'] as const;

const SOURCE_WORDS: Readonly<Record<string, () => string>> = {
  window: () => m.audit_source_window(),
  terminal: () => m.audit_source_terminal(),
  program: () => m.audit_source_program(),
};

/** By what something was done, in a word. */
export function sourceWord(source: string): string {
  return SOURCE_WORDS[source]?.() ?? source;
}

const DAMAGE: Record<AuditDamage['kind'], (row: { row: string }) => string> = {
  edited: (row) => m.audit_damage_edited(row),
  missing: (row) => m.audit_damage_missing(row),
  inserted: (row) => m.audit_damage_inserted(row),
  reordered: (row) => m.audit_damage_reordered(row),
  cut_short: (row) => m.audit_damage_cut(row),
  replaced: (row) => m.audit_damage_replaced(row),
  key_lost: (row) => m.audit_damage_key(row),
};

/** What was done to the trail. */
export function damageWord({ kind, seq }: AuditDamage): string {
  return DAMAGE[kind]({ row: String(seq) });
}
