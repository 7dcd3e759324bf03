import type { TokenRow, TokensChanged } from '../ipc/bindings';
import type { Sort } from '../grid/columns';
import { badgeOf, parted, passes, type Filter, type Parts } from './badge';
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

/**
 * A book of `rows`. Tokens are made in the order in which they stand then: a hundred thousand that lie in memory as they
 * are walked are walked several times as fast.
 */
export function bookOf(rows: readonly TokenRow[], order: NameOrder): TokenBook {
  const tokens = rows.toSorted(byNameThenAge(order)).map(indexed);
  return { tokens, byId: new Map(tokens.map((token) => [token.row.id, token])) };
}

/**
 * The book after a change. Untouched tokens keep their identity and their place is not compared again, nor is that of
 * one whose name is the same: a change of few rows among many costs a search for each new name, not a sort of all.
 */
export function changed(book: TokenBook, change: TokensChanged, order: NameOrder): TokenBook {
  const byId = new Map(book.byId);
  /** What stands in the place of a token from now on; null: nothing. */
  const fates = new Map<IndexedToken, IndexedToken | null>();
  const arriving = new Map<string, IndexedToken>();
  for (const id of change.remove) {
    const known = byId.get(id);
    if (known) fates.set(known, null);
    byId.delete(id);
  }
  for (const row of change.upsert) {
    const [known, token] = [book.byId.get(row.id), indexed(row)];
    byId.set(row.id, token);
    const stays = known !== undefined && known.row.name === row.name && known.createdAt === token.createdAt;
    if (known) fates.set(known, stays ? token : null);
    if (stays) arriving.delete(row.id);
    else arriving.set(row.id, token);
  }
  const tokens: IndexedToken[] = [];
  for (const token of book.tokens) {
    const fate = fates.get(token);
    if (fate !== null) tokens.push(fate ?? token);
  }
  const compare = byNameThenAge(order);
  for (const token of arriving.values()) insert(tokens, token, compare);
  return { tokens, byId };
}

/** How a book was looked at last. A letter more or another chip sorts nothing anew. */
interface Look {
  readonly sort: Sort;
  readonly clock: Clock;
  /** All of it in that order. */
  readonly all: readonly IndexedToken[];
  /** The same by chip, once one was pressed. */
  parts: Parts | null;
  filter: Filter;
  words: readonly string[];
  found: readonly IndexedToken[];
}

const looks = new WeakMap<TokenBook, Look>();

/** The tokens that `view` shows, in its order. */
export function shown(book: TokenBook, view: View, clock: Clock): readonly IndexedToken[] {
  const look = lookAt(book, view.sort, clock);
  const words = queryWords(view.query);
  const found = view.filter === look.filter && narrows(words, look.words) ? look.found : part(look, view.filter);
  look.found = words.length === 0 ? found : found.filter((token) => matches(token.haystack, words));
  look.filter = view.filter;
  look.words = words;
  return look.found;
}

/** Finds a token by its id among those that `view` shows. */
export function finder(book: TokenBook, view: View, clock: Clock): (id: string) => IndexedToken | null {
  const { filter } = view;
  const words = queryWords(view.query);
  return (id) => {
    const token = book.byId.get(id);
    return token && passes(filter, badgeOf(token, clock)) && matches(token.haystack, words) ? token : null;
  };
}

function part(look: Look, filter: Filter): readonly IndexedToken[] {
  return filter === 'all' ? look.all : (look.parts ??= parted(look.all, look.clock))[filter];
}

function lookAt(book: TokenBook, sort: Sort, clock: Clock): Look {
  const last = looks.get(book);
  const isSame = last?.clock === clock && last.sort?.key === sort?.key && last.sort?.direction === sort?.direction;
  if (isSame) return last;
  const all = ordered(book.tokens, sort, clock);
  const look: Look = { sort, clock, all, parts: null, filter: 'all', words: [], found: all };
  looks.set(book, look);
  return look;
}

/** Whether all that `words` find was found by `before` too. */
function narrows(words: readonly string[], before: readonly string[]): boolean {
  return before.every((known) => words.some((word) => word.includes(known)));
}

type RowOrder = (a: TokenRow, b: TokenRow) => number;

function byNameThenAge(order: NameOrder): RowOrder {
  return (a, b) => order(a.name, b.name) || Date.parse(a.createdAt) - Date.parse(b.createdAt) || (a.id < b.id ? -1 : 1);
}

function insert(tokens: IndexedToken[], token: IndexedToken, compare: RowOrder): void {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare((tokens[middle] as IndexedToken).row, token.row) < 0) low = middle + 1;
    else high = middle;
  }
  tokens.splice(low, 0, token);
}
