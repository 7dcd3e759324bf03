import type { Clock } from './clock';
import { DAY } from './clock';
import type { IndexedToken } from './indexed';

/** Where a token stands, as its badge says. */
export type Badge =
  'active' | 'expires_soon' | 'expires_today' | 'exposed' | 'paused' | 'blocked' | 'expired' | 'revoked';

/** A filter chip. *Expires soon* includes *Expires today*; *Active* does not. */
export type Filter = 'all' | 'active' | 'expires_soon' | 'paused' | 'expired' | 'revoked';

/** The chips in their order. */
export const FILTERS: readonly Filter[] = ['all', 'active', 'expires_soon', 'paused', 'expired', 'revoked'];

const SOON = 14 * DAY;
const SOON_SHARE = 5;

/**
 * The badge at `clock`. A token whose user is disabled is blocked, whatever else it is while it lives; one that is
 * accepted, and came unencrypted, is exposed, whenever it ends. *Soon* is under
 * 14 days and under a fifth of the secret's life, so that a 7-day token is not "soon" from birth; from the first
 * reminder on, and the last 24 hours, always.
 */
export function badgeOf(token: IndexedToken, clock: Clock): Badge {
  if (token.judged === null || token.judgedAt !== clock) {
    token.judged = judge(token, clock);
    token.judgedAt = clock;
  }
  return token.judged;
}

function judge(token: IndexedToken, clock: Clock): Badge {
  const { status } = token.row;
  if (status === 'revoked' || status === 'expired') return status;
  const left = token.expiresAt - clock.now;
  if (left <= 0) return 'expired';
  if (token.row.blocked) return 'blocked';
  if (status === 'paused') return 'paused';
  if (token.row.exposedAt !== null) return 'exposed';
  if (token.expiresAt < clock.tomorrow) return 'expires_today';
  const late = left < SOON && left < (token.expiresAt - token.issuedAt) / SOON_SHARE;
  return left < DAY || late || reached(token, clock) !== null ? 'expires_soon' : 'active';
}

/**
 * The fewest days before its end whose hour has come. They count for a secret that lives at least twice as long, so
 * that one of seven days is not reminded of from birth. Rust has the same rules (`reminders/due.rs` of `desk`), and its
 * tests the same cases.
 */
export function reached(
  { issuedAt, expiresAt }: Pick<IndexedToken, 'issuedAt' | 'expiresAt'>,
  clock: Clock,
): number | null {
  const [left, half] = [expiresAt - clock.now, (expiresAt - issuedAt) / 2];
  const come = clock.remindDays.filter((days) => days * DAY <= half && left <= days * DAY);
  return left <= 0 || come.length === 0 ? null : Math.min(...come);
}

/** Whether the token can still be used, or used again after *Resume*. */
export function isLive(badge: Badge): boolean {
  return badge !== 'expired' && badge !== 'revoked';
}

/** The chip besides *All* that shows a token with this badge; null: none. */
function chipOf(badge: Badge): Exclude<Filter, 'all'> | null {
  switch (badge) {
    case 'expires_today':
      return 'expires_soon';
    case 'exposed':
      return 'active';
    case 'blocked':
      return null;
    case 'active':
    case 'expires_soon':
    case 'paused':
    case 'expired':
    case 'revoked':
      return badge;
  }
}

/** Whether `filter` lets a token with this badge through. */
export function passes(filter: Filter, badge: Badge): boolean {
  return filter === 'all' || filter === chipOf(badge);
}

/** What each chip but *All* shows of a list. */
export type Parts = Readonly<Record<Exclude<Filter, 'all'>, IndexedToken[]>>;

/** `tokens` by chip, each in the order of all. */
export function parted(tokens: readonly IndexedToken[], clock: Clock): Parts {
  const parts: Parts = { active: [], expires_soon: [], paused: [], expired: [], revoked: [] };
  for (const token of tokens) {
    const chip = chipOf(badgeOf(token, clock));
    if (chip) parts[chip].push(token);
  }
  return parts;
}

/** How many tokens each chip would show. */
export type FilterCounts = Readonly<Record<Filter, number>>;

/** Counts for the chips. */
export function countsOf(tokens: readonly IndexedToken[], clock: Clock): FilterCounts {
  const counts = { all: tokens.length, active: 0, expires_soon: 0, paused: 0, expired: 0, revoked: 0 };
  for (const token of tokens) {
    const chip = chipOf(badgeOf(token, clock));
    if (chip) counts[chip] += 1;
  }
  return counts;
}

/** The chips worth showing: *Paused* appears only where something is paused (or the filter is on). */
export function filtersToShow(counts: FilterCounts, chosen: Filter): Filter[] {
  return FILTERS.filter((filter) => filter !== 'paused' || counts.paused > 0 || chosen === 'paused');
}
