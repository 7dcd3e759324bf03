import type { TokenRow, TokensChanged } from '../ipc/bindings';
import type { Sort } from '../grid/columns';
import { badgeOf, passes, type Filter } from './badge';
import type { Clock } from './clock';
import { indexed, type IndexedToken } from './indexed';
import { ordered } from './order';
import { matches, queryWords } from './search';

/** Every token that is known, in name order, and by id. Never changed in place. */
export interface TokenBook {
  readonly tokens: readonly IndexedToken[];
  readonly byId: ReadonlyMap<string, IndexedToken>;
}

/** Compares two names as people sort them in the page's language. */
export type NameOrder = (a: string, b: string) => number;

/** What the list shows of the book. */
export interface View {
  query: string;
  filter: Filter;
  sort: Sort;
}

/** No tokens. */
export const EMPTY_BOOK: TokenBook = { tokens: [], byId: new Map() };

/** A book of `rows`. */
export function bookOf(rows: readonly TokenRow[], order: NameOrder): TokenBook {
  return filed(rows.map(indexed).sort(byNameThenAge(order)));
}

/**
 * The book after a change. Untouched tokens keep their identity and their place is not compared again:
 * a change of few rows among many costs a search for each, not a sort of all.
 */
export function changed(book: TokenBook, change: TokensChanged, order: NameOrder): TokenBook {
  const gone = new Set([...change.remove, ...change.upsert.map((row) => row.id)]);
  const tokens = book.tokens.filter((token) => !gone.has(token.row.id));
  const compare = byNameThenAge(order);
  for (const row of change.upsert) insert(tokens, indexed(row), compare);
  return filed(tokens);
}

/** How a book was looked at last. A letter more or another chip sorts nothing anew. */
interface Look {
  readonly sort: Sort;
  readonly clock: Clock;
  /** All of it in that order. */
  readonly all: readonly IndexedToken[];
  filter: Filter;
  words: readonly string[];
  found: readonly IndexedToken[];
}

const looks = new WeakMap<TokenBook, Look>();

/** The tokens that `view` shows, in its order. */
export function shown(book: TokenBook, view: View, clock: Clock): readonly IndexedToken[] {
  const look = lookAt(book, view.sort, clock);
  const words = queryWords(view.query);
  if (words.length === 0 && view.filter === 'all') return look.all;
  if (view.filter === look.filter && narrows(words, look.words)) {
    look.found = look.found.filter((token) => matches(token.haystack, words));
  } else {
    look.found = look.all.filter(
      (token) => passes(view.filter, badgeOf(token, clock)) && matches(token.haystack, words),
    );
  }
  look.filter = view.filter;
  look.words = words;
  return look.found;
}

function lookAt(book: TokenBook, sort: Sort, clock: Clock): Look {
  const last = looks.get(book);
  const isSame = last?.clock === clock && last.sort?.key === sort?.key && last.sort?.direction === sort?.direction;
  if (isSame) return last;
  const all = ordered(book.tokens, sort, clock);
  const look: Look = { sort, clock, all, filter: 'all', words: [], found: all };
  looks.set(book, look);
  return look;
}

/** Whether all that `words` find was found by `before` too. */
function narrows(words: readonly string[], before: readonly string[]): boolean {
  return before.every((known) => words.some((word) => word.includes(known)));
}

function filed(tokens: readonly IndexedToken[]): TokenBook {
  return { tokens, byId: new Map(tokens.map((token) => [token.row.id, token])) };
}

function byNameThenAge(order: NameOrder): (a: IndexedToken, b: IndexedToken) => number {
  return (a, b) => order(a.row.name, b.row.name) || a.createdAt - b.createdAt || (a.row.id < b.row.id ? -1 : 1);
}

function insert(
  tokens: IndexedToken[],
  token: IndexedToken,
  compare: (a: IndexedToken, b: IndexedToken) => number,
): void {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(tokens[middle] as IndexedToken, token) < 0) low = middle + 1;
    else high = middle;
  }
  tokens.splice(low, 0, token);
}
