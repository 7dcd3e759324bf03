// What happened, as a sentence: one for each kind of event in the audit list.
import { list, m } from '$lib/i18n';
import type { AuditRow } from '$lib/ipc/client';

type Sentence = (row: { name: string; facts: Record<string, string> }) => string;
type NameSentence = (row: { name: string }) => string;

const SENTENCES: Record<string, Sentence> = {
  'token.created': ({ name }) => m.audit_token_created({ name }),
  'token.delivered': ({ name, facts }) => (DELIVERED[facts['how'] ?? ''] ?? m.audit_token_delivered)({ name }),
  'token.undelivered': ({ name }) => m.audit_token_undelivered({ name }),
  'token.renamed': ({ name, facts }) =>
    facts['from'] ? m.audit_token_renamed_from({ name, from: facts['from'] }) : m.audit_token_renamed({ name }),
  'token.paused': ({ name }) => m.audit_token_paused({ name }),
  'token.resumed': ({ name }) => m.audit_token_resumed({ name }),
  'token.regenerated': ({ name }) => m.audit_token_regenerated({ name }),
  'token.finishing': ({ name }) => m.audit_token_finishing({ name }),
  'token.finished': ({ name, facts }) => (FINISHED[facts['how'] ?? ''] ?? m.audit_token_finished)({ name }),
  'token.revoked': ({ name }) => m.audit_token_revoked({ name }),
  'token.record_deleted': ({ name }) => m.audit_token_deleted({ name }),
  'token.record_restored': ({ name }) => m.audit_token_restored({ name }),
  'tokens.exported': () => m.audit_tokens_exported(),
  'variable.set': ({ name, facts: { variable = '' } }) =>
    name === '' ? m.audit_variable_set_bare({ variable }) : m.audit_variable_set({ name, variable }),
  'variable.removed': ({ facts }) => m.audit_variable_removed({ variable: facts['variable'] ?? '' }),
  'settings_file.changed': ({ facts: { path = '', variable = '' } }) => m.audit_file_changed({ path, variable }),
  'settings_file.restored': ({ facts: { path = '' } }) => m.audit_file_restored({ path }),
  'settings_file.forgotten': ({ facts: { path = '' } }) => m.audit_file_forgotten({ path }),
  'policy.changed': () => m.audit_policy_changed(),
  'user.added': ({ facts: { account = '' } }) =>
    account === '' ? m.audit_user_added() : m.audit_user_added_named({ account }),
  'user.edited': ({ facts: { account = '' } }) => m.audit_user_changed({ account }),
  'user.disabled': ({ facts: { account = '' } }) => m.audit_user_disabled({ account }),
  'user.enabled': ({ facts: { account = '' } }) => m.audit_user_enabled({ account }),
  'token.record_purged': ({ name }) => m.audit_record_purged({ name }),
  'clock.trusted': () => m.audit_clock_trusted(),
  'store.restored': () => m.audit_store_restored(),
  'audit.exported': () => m.audit_audit_exported(),
  'token.bound': ({ name, facts: { resource = '' } }) => m.audit_token_bound({ name, resource }),
  'token.exposed': ({ name, facts: { from = '' } }) => m.audit_token_exposed({ name, from }),
  'personal.created': ({ name }) => m.audit_token_created({ name }),
  'personal.replaced': ({ name }) => m.audit_personal_replaced({ name }),
  'personal.opened': ({ name, facts }) => (DELIVERED[facts['how'] ?? ''] ?? m.audit_token_delivered)({ name }),
  'resource.added': of(m.audit_resource_added),
  'resource.edited': of(m.audit_resource_changed),
  'resource.removed': of(m.audit_resource_removed),
  'resource.checked_out': ({ facts: { resource = '', account = '' } }) =>
    account === '' ? m.audit_resource_out({ resource }) : m.audit_resource_out_to({ resource, account }),
  'resource.checked_in': (row) => of('by_itself' in row.facts ? m.audit_resource_in_itself : m.audit_resource_in)(row),
  'resource.rotation_started': of(m.audit_resource_rotating),
  'resource.rotated': of(m.audit_resource_rotated),
  'resource.rotation_failed': of(m.audit_resource_rotation_failed),
  'vault.kept': () => m.audit_vault_kept(),
};

/** A sentence that names a resource. */
function of(sentence: (named: { resource: string }) => string): Sentence {
  return ({ facts: { resource = '' } }) => sentence({ resource });
}

const FINISHED: Record<string, NameSentence | undefined> = {
  seen: ({ name }) => m.audit_token_finished_seen({ name }),
  grace: ({ name }) => m.audit_token_finished_grace({ name }),
};

const DELIVERED: Record<string, NameSentence | undefined> = {
  copied: ({ name }) => m.audit_token_copied({ name }),
  shown: ({ name }) => m.audit_token_shown({ name }),
  placed: ({ name }) => m.audit_token_placed({ name }),
  printed: ({ name }) => m.audit_token_printed({ name }),
};

/** The sentence about an event. An event that this window does not know yet is told by its own word. */
export function sentenceOf({ event, tokenName, facts }: AuditRow): string {
  const name = tokenName ?? '';
  const known = SENTENCES[event];
  if (known) return known({ name, facts });
  return list([event, name].filter((part) => part !== ''));
}

/** Every event that has a sentence of its own. */
export const KNOWN_EVENTS: readonly string[] = Object.keys(SENTENCES);
