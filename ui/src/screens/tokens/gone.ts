import { m } from '$lib/i18n';
import type { TokenRow } from '$lib/ipc/client';
import { badgeOf, isLive } from '$lib/tokens/badge';
import type { Clock } from '$lib/tokens/clock';
import { indexed } from '$lib/tokens/indexed';

/** Why a dialog about a token can no longer do its work, told in a sentence; null: it can. */
export function goneWords(row: TokenRow | null, needs: 'live' | 'not_revoked' | 'any', clock: Clock): string | null {
  if (row === null) return m.tokens_just_deleted();
  if (needs !== 'any' && row.status === 'revoked') return m.tokens_just_revoked();
  return needs === 'live' && !isLive(badgeOf(indexed(row), clock)) ? m.tokens_just_expired() : null;
}
