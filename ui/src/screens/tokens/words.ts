// Words of the token screens for values that have a fixed set of meanings.

import Ban from '@lucide/svelte/icons/ban';
import Check from '@lucide/svelte/icons/check';
import CircleSlash from '@lucide/svelte/icons/circle-slash';
import Clock from '@lucide/svelte/icons/clock';
import Pause from '@lucide/svelte/icons/pause';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import { date, expires, m, number } from '$lib/i18n';
import type { Grace, SnippetKind, TokenRow } from '$lib/ipc/client';
import type { Badge, Filter } from '$lib/tokens/badge';
import type { IconComponent } from '$lib/ui/Icon.svelte';

/** How a badge looks and what it says. */
export interface BadgeLook {
  tone: 'ok' | 'warn' | 'danger' | 'muted';
  icon: IconComponent;
  label: string;
}

/** The look of a badge. */
export function badgeLook(badge: Badge): BadgeLook {
  switch (badge) {
    case 'active':
      return { tone: 'ok', icon: Check, label: m.tokens_badge_active() };
    case 'expires_soon':
      return { tone: 'warn', icon: Clock, label: m.tokens_badge_expires_soon() };
    case 'expires_today':
      return { tone: 'danger', icon: Clock, label: m.tokens_badge_expires_today() };
    case 'exposed':
      return { tone: 'danger', icon: TriangleAlert, label: m.tokens_badge_exposed() };
    case 'paused':
      return { tone: 'muted', icon: Pause, label: m.tokens_badge_paused() };
    case 'blocked':
      return { tone: 'danger', icon: Ban, label: m.tokens_badge_blocked() };
    case 'expired':
      return { tone: 'muted', icon: CircleSlash, label: m.tokens_badge_expired() };
    case 'revoked':
      return { tone: 'danger', icon: Ban, label: m.tokens_badge_revoked() };
  }
}

/** What a filter chip says. */
export function filterLabel(filter: Filter): string {
  return filter === 'all' ? m.tokens_filter_all() : badgeLook(filter).label;
}

/** The title of the empty list under a filter. */
export function noneLabel(filter: Filter): string {
  switch (filter) {
    case 'all':
      return m.tokens_empty_title();
    case 'active':
      return m.tokens_none_active();
    case 'expires_soon':
      return m.tokens_none_expires_soon();
    case 'paused':
      return m.tokens_none_paused();
    case 'expired':
      return m.tokens_none_expired();
    case 'revoked':
      return m.tokens_none_revoked();
  }
}

/** The owner's name; a company token has none. */
export function ownerName(row: TokenRow): string {
  return row.user ?? m.tokens_company();
}

/** The first word and how many more there are: “read +1”. */
export function firstAndMore(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  return rest.length === 0 ? first : m.tokens_first_and_more({ first, countText: number(rest.length) });
}

/** What a scope is called. Scopes that the window does not know are shown as they are. */
export function scopeLabel(scope: string): string {
  return scope === 'read' ? m.tokens_scope_read() : scope === 'write' ? m.tokens_scope_write() : scope;
}

/** The short public form of a token: its beginning and its last four characters. */
export function shortForm(row: Pick<TokenRow, 'prefix' | 'last4'>): string {
  return `${row.prefix.slice(0, 10)}…${row.last4}`;
}

/** “expires Feb 20, 2027” or “never expires”. */
export function endingWords(row: TokenRow): string {
  return row.expiresAt === null ? m.tokens_once_never() : m.tokens_once_expires({ date: date(row.expiresAt) });
}

/** When a token ends by itself, for the list; a revoked one has ended otherwise and its hour means nothing. */
export function endOf(row: TokenRow, now: number): string {
  return row.status === 'revoked' ? '–' : expires(row.expiresAt, now);
}

/** How long the old secret lives on. */
export function graceLabel(grace: Grace): string {
  switch (grace) {
    case 'now':
      return m.tokens_grace_now();
    case '1h':
      return m.tokens_grace_1h();
    case '24h':
      return m.tokens_grace_24h();
    case '7d':
      return m.tokens_grace_7d();
    case '30d':
      return m.tokens_grace_30d();
  }
}

/** How long it lives on at most, where it ends once the new one is used. */
export function graceAtMostLabel(grace: Grace): string {
  switch (grace) {
    case 'now':
      return m.tokens_at_most_now();
    case '1h':
      return m.tokens_at_most_1h();
    case '24h':
      return m.tokens_at_most_24h();
    case '7d':
      return m.tokens_at_most_7d();
    case '30d':
      return m.tokens_at_most_30d();
  }
}

/** A preset of the days field. */
export function presetLabel(days: number): string {
  if (days === 0) return m.tokens_preset_never();
  return days === 365 ? m.tokens_preset_year() : m.tokens_preset_days({ count: days, countText: number(days) });
}

/** What an event of the audit trail is called; an unknown one is shown as it is. */
export function eventLabel(event: string): string {
  const labels: Readonly<Record<string, () => string>> = {
    'token.created': m.tokens_event_created,
    'token.renamed': m.tokens_event_renamed,
    'token.paused': m.tokens_event_paused,
    'token.resumed': m.tokens_event_resumed,
    'token.regenerated': m.tokens_event_regenerated,
    'token.finishing': m.tokens_event_finishing,
    'token.finished': m.tokens_event_finished,
    'token.revoked': m.tokens_event_revoked,
    'token.expired': m.tokens_event_expired,
    'token.delivered': m.tokens_event_delivered,
    'token.undelivered': m.tokens_event_undelivered,
    'token.record_deleted': m.tokens_event_record_deleted,
    'token.record_restored': m.tokens_event_record_restored,
    'token.record_purged': m.tokens_event_record_purged,
    'store.restored': m.tokens_event_store_restored,
    'clock.trusted': m.tokens_event_clock_trusted,
    'user.added': m.tokens_event_user_added,
    'user.edited': m.tokens_event_user_edited,
    'user.disabled': m.tokens_event_user_disabled,
    'user.enabled': m.tokens_event_user_enabled,
    'personal.created': m.tokens_event_personal_created,
    'personal.replaced': m.tokens_event_personal_replaced,
    'personal.opened': m.tokens_event_personal_opened,
    'vault.kept': m.tokens_event_vault_kept,
    'resource.added': m.tokens_event_resource_added,
    'resource.edited': m.tokens_event_resource_edited,
    'resource.removed': m.tokens_event_resource_removed,
    'resource.rotation_started': m.tokens_event_rotation_started,
    'resource.rotated': m.tokens_event_rotated,
    'resource.rotation_failed': m.tokens_event_rotation_failed,
    'resource.checked_out': m.tokens_event_checked_out,
    'resource.checked_in': m.tokens_event_checked_in,
    'token.bound': m.tokens_event_bound,
    'variable.set': m.tokens_event_variable_set,
    'variable.removed': m.tokens_event_variable_removed,
  };
  return labels[event]?.() ?? event;
}

/** Why an attempt to use a token was refused; a word that the window does not know is shown as it is. */
export function refusalLabel(why: string): string {
  const labels: Readonly<Record<string, () => string>> = {
    expired: m.tokens_refused_expired,
    revoked: m.tokens_refused_revoked,
    paused: m.tokens_refused_paused,
    'owner-disabled': m.tokens_refused_owner_disabled,
    replaced: m.tokens_refused_replaced,
    'wrong-secret': m.tokens_refused_wrong_secret,
    forbidden: m.tokens_refused_forbidden,
    'used-up': m.tokens_refused_used_up,
    'wrong-place': m.tokens_refused_wrong_place,
    'too-often': m.tokens_refused_too_often,
    exposed: m.tokens_refused_exposed,
  };
  return labels[why]?.() ?? why;
}

/** What a sample is called. */
export function sampleLabel(kind: SnippetKind): string {
  switch (kind) {
    case 'curl':
      return m.tokens_snippet_curl();
    case 'curl_basic':
      return m.tokens_snippet_curl_basic();
    case 'python':
      return m.tokens_snippet_python();
    case 'powershell':
      return m.tokens_snippet_powershell();
    case 'postman':
      return m.tokens_snippet_postman();
    case 'settings_file':
      return m.tokens_snippet_settings_file();
  }
}
