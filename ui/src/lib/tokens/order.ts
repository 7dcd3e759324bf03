import type { Sort } from '../grid/columns';
import { badgeOf, type Badge } from './badge';
import type { Clock } from './clock';
import type { IndexedToken } from './indexed';

/** The columns that tokens can be sorted by. */
export type SortKey = 'name' | 'status' | 'owner' | 'scope' | 'expires' | 'used';

/** How urgent a badge is, for the Status column. */
const URGENCY: Readonly<Record<Badge, number>> = {
  exposed: 0,
  expires_today: 1,
  expires_soon: 2,
  active: 3,
  blocked: 4,
  paused: 5,
  expired: 6,
  revoked: 7,
};

/** What stands above everything else where nobody sorts. */
const FIRST: ReadonlySet<Badge> = new Set<Badge>(['exposed', 'expires_today', 'expires_soon']);

/**
 * `tokens` in the order of `sort`; without one, those that were exposed or expire soon first. `tokens` come in name order,
 * and sorting is stable, so name decides wherever the key does not, in both directions.
 */
export function ordered(tokens: readonly IndexedToken[], sort: Sort, clock: Clock): readonly IndexedToken[] {
  if (sort === null) return urgentFirst(tokens, clock);
  const sign = sort.direction === 'ascending' ? 1 : -1;
  switch (sort.key as SortKey) {
    case 'name':
      return sign === 1 ? tokens : tokens.toReversed();
    case 'status':
      return grouped(
        tokens,
        (token) => badgeOf(token, clock),
        (a, b) => sign * (URGENCY[a] - URGENCY[b]),
      );
    case 'expires':
      return byNumber(tokens, (token) => sign * token.expiresAt);
    case 'used':
      return byNumber(tokens, (token) => sign * token.lastUsedAt);
    case 'owner':
      return byText(tokens, (token) => token.owned, sign);
    case 'scope':
      return byText(tokens, (token) => token.scoped, sign);
  }
}

function urgentFirst(tokens: readonly IndexedToken[], clock: Clock): readonly IndexedToken[] {
  const first: IndexedToken[] = [];
  const rest: IndexedToken[] = [];
  for (const token of tokens) {
    const badge = badgeOf(token, clock);
    (FIRST.has(badge) ? first : rest).push(token);
  }
  return first.length === 0 ? tokens : first.concat(rest);
}

/** Numbers alone are sorted many times faster than what they belong to, and then tell the place of each. */
function byNumber(tokens: readonly IndexedToken[], key: (token: IndexedToken) => number): IndexedToken[] {
  const keys = new Float64Array(tokens.length);
  tokens.forEach((token, at) => (keys[at] = key(token)));
  const sorted = keys.slice().sort();
  const taken = new Uint32Array(tokens.length);
  const placed = new Array<IndexedToken>(tokens.length);
  tokens.forEach((token, at) => {
    const first = firstNotBelow(sorted, keys[at] as number);
    const before = taken[first] as number;
    taken[first] = before + 1;
    placed[first + before] = token;
  });
  return placed;
}

function firstNotBelow(sorted: Float64Array, key: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byText(tokens: readonly IndexedToken[], text: (token: IndexedToken) => string, sign: number): IndexedToken[] {
  return grouped(tokens, text, (a, b) => (a < b ? -sign : sign));
}

/** Among many tokens few keys differ, so only those are compared. */
function grouped<Key>(
  tokens: readonly IndexedToken[],
  key: (token: IndexedToken) => Key,
  compare: (a: Key, b: Key) => number,
): IndexedToken[] {
  const groups = new Map<Key, IndexedToken[]>();
  for (const token of tokens) {
    const its = key(token);
    const group = groups.get(its);
    if (group) group.push(token);
    else groups.set(its, [token]);
  }
  const keys = [...groups.keys()].sort(compare);
  return keys.flatMap((each) => groups.get(each) ?? []);
}
