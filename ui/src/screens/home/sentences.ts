// What happened, as a sentence: one for each kind of event in the audit list.
import { list, m } from '$lib/i18n';
import type { AuditRow } from '$lib/ipc/client';

type Sentence = (row: { name: string; facts: Record<string, string> }) => string;

const SENTENCES: Record<string, Sentence> = {
  'token.created': ({ name }) => m.audit_token_created({ name }),
  'token.undelivered': ({ name }) => m.audit_token_undelivered({ name }),
  'token.renamed': ({ name, facts }) =>
    facts['from'] ? m.audit_token_renamed_from({ name, from: facts['from'] }) : m.audit_token_renamed({ name }),
  'token.paused': ({ name }) => m.audit_token_paused({ name }),
  'token.resumed': ({ name }) => m.audit_token_resumed({ name }),
  'token.regenerated': ({ name }) => m.audit_token_regenerated({ name }),
  'token.revoked': ({ name }) => m.audit_token_revoked({ name }),
  'token.deleted': ({ name }) => m.audit_token_deleted({ name }),
  'token.restored': ({ name }) => m.audit_token_restored({ name }),
  'token.expired': ({ name }) => m.audit_token_expired({ name }),
  'secret.copied': ({ name }) => m.audit_secret_copied({ name }),
  'secret.shown': ({ name }) => m.audit_secret_shown({ name }),
  'variable.set': ({ name, facts }) => m.audit_variable_set({ name, variable: facts['variable'] ?? '' }),
  'variable.removed': ({ facts }) => m.audit_variable_removed({ variable: facts['variable'] ?? '' }),
  'settings.changed': () => m.audit_settings_changed(),
  'policy.changed': () => m.audit_policy_changed(),
  'tokens.exported': () => m.audit_tokens_exported(),
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
