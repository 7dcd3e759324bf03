import type { Sort } from '../grid/columns';
import { badgeOf, type Badge } from './badge';
import type { Clock } from './clock';
import type { IndexedToken } from './indexed';

/** The columns that tokens can be sorted by. */
export type SortKey = 'name' | 'status' | 'owner' | 'scope' | 'expires' | 'used';

/** How urgent a badge is, for the Status column. */
const URGENCY: Readonly<Record<Badge, number>> = {
  expires_today: 0,
  expires_soon: 1,
  active: 2,
  blocked: 3,
  paused: 4,
  expired: 5,
  revoked: 6,
};

/**
 * `tokens` in the order of `sort`; without one, those that expire soon first. `tokens` come in name order,
 * and sorting is stable, so name decides wherever the key does not, in both directions.
 */
export function ordered(tokens: readonly IndexedToken[], sort: Sort, clock: Clock): readonly IndexedToken[] {
  if (sort === null) return soonFirst(tokens, clock);
  const sign = sort.direction === 'ascending' ? 1 : -1;
  switch (sort.key as SortKey) {
    case 'name':
      return sign === 1 ? tokens : tokens.toReversed();
    case 'status':
      return byNumber(tokens, (token) => sign * URGENCY[badgeOf(token, clock)]);
    case 'expires':
      return byNumber(tokens, (token) => sign * token.expiresAt);
    case 'used':
      return byNumber(tokens, (token) => sign * token.lastUsedAt);
    case 'owner':
      return byText(tokens, (token) => `${token.row.user ?? '\u{10ffff}'}\n${token.row.groups.join('\n')}`, sign);
    case 'scope':
      return byText(tokens, (token) => token.row.scopes.join('\n'), sign);
  }
}

function soonFirst(tokens: readonly IndexedToken[], clock: Clock): readonly IndexedToken[] {
  const soon: IndexedToken[] = [];
  const rest: IndexedToken[] = [];
  for (const token of tokens) {
    const badge = badgeOf(token, clock);
    (badge === 'expires_soon' || badge === 'expires_today' ? soon : rest).push(token);
  }
  return soon.length === 0 ? tokens : soon.concat(rest);
}

function byNumber(tokens: readonly IndexedToken[], key: (token: IndexedToken) => number): IndexedToken[] {
  const keyed = tokens.map((token) => ({ token, key: key(token) }));
  // Infinity minus itself is not a number, so equality is asked first.
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key - b.key));
  return keyed.map(({ token }) => token);
}

function byText(tokens: readonly IndexedToken[], key: (token: IndexedToken) => string, sign: number): IndexedToken[] {
  const keyed = tokens.map((token) => ({ token, key: key(token).toLowerCase() }));
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -sign : sign));
  return keyed.map(({ token }) => token);
}
