import { describe, expect, test } from 'vitest';
import { badgeOf, passes, type Filter, FILTERS } from './badge';
import { bookOf, changed, finder, shown, type TokenBook, type View } from './book';
import { clockAt, DAY } from './clock';
import { at, NOON, row, seeded } from './fixtures';
import type { SortKey } from './order';
import { matches, normalised, queryWords } from './search';
import type { TokenRow } from '../ipc/bindings';

const CLOCK = clockAt(NOON);
const ORDER = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;
const NAMES = ['Scanner', 'scanner 10', 'scanner 9', 'Nightly sync', 'Ärger', 'zeta', 'Übung', 'בדיקה', '监控', 'a'];
const KEYS: SortKey[] = ['name', 'status', 'owner', 'scope', 'expires', 'used'];
const EVERYTHING: View = { query: '', filter: 'all', sort: null };

/** `count` rows made by chance, the same for the same seed. */
function rows(count: number, seed = 1): TokenRow[] {
  const random = seeded(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  return Array.from({ length: count }, (_, index) =>
    row({
      id: `id${String(index).padStart(6, '0')}`,
      name: `${pick(NAMES)} ${Math.floor(random() * count)}`,
      status: pick(['active', 'active', 'paused', 'revoked']),
      user: pick(['pi-admin', 'svc', null]),
      scopes: pick([[], ['read'], ['read', 'write']]),
      expiresAt: pick([null, at(NOON + Math.floor((random() - 0.2) * 400) * DAY)]),
      lastUsedAt: pick([null, at(NOON - Math.floor(random() * 90) * DAY)]),
    }),
  );
}

function ids(book: TokenBook, view: Partial<View>): string[] {
  return shown(book, { ...EVERYTHING, ...view }, CLOCK).map((token) => token.row.id);
}

describe('searching', () => {
  const book = bookOf(rows(500), ORDER);

  test('finds exactly the tokens that hold every word, whatever the case', () => {
    for (const query of ['scanner', 'SCANNER 9', 'ärger', 'ÄRGER', 'svc read', '监', ' בדיקה ', 'nothing here']) {
      const words = queryWords(query);
      const expected = book.tokens.filter((token) => words.every((word) => token.haystack.includes(word)));
      expect(ids(book, { query, sort: { key: 'name', direction: 'ascending' } })).toEqual(
        expected.map((token) => token.row.id),
      );
    }
  });

  test('never finds more when the query grows', () => {
    const query = 'scanner 10';
    let before = book.tokens.length;
    for (let length = 0; length <= query.length; length += 1) {
      const found = ids(book, { query: query.slice(0, length) }).length;
      expect(found).toBeLessThanOrEqual(before);
      before = found;
    }
  });

  test('an empty query matches everything, and text is compared without width and case', () => {
    expect(matches('anything', queryWords('  '))).toBe(true);
    expect(normalised('ＰＩ Ｓcanner')).toBe('pi scanner');
    expect(normalised('e\u0301')).toBe('\u00e9');
  });
});

describe('filtering', () => {
  const book = bookOf(rows(500), ORDER);

  test.each<Filter>([...FILTERS])('%s shows all that pass and nothing else', (filter) => {
    const shownIds = new Set(ids(book, { filter }));
    for (const token of book.tokens) {
      expect(shownIds.has(token.row.id)).toBe(passes(filter, badgeOf(token, CLOCK)));
    }
  });
});

describe('sorting', () => {
  const book = bookOf(rows(500), ORDER);

  test.each(KEYS)('by %s loses nothing and doubles nothing, in both directions', (key) => {
    for (const direction of ['ascending', 'descending'] as const) {
      expect(ids(book, { sort: { key, direction } }).toSorted()).toEqual(ids(book, {}).toSorted());
    }
  });

  test.each(KEYS.filter((key) => key !== 'name'))('by %s keeps the name order among equals', (key) => {
    const place = new Map(book.tokens.map((token, index) => [token.row.id, index]));
    const ascending = shown(book, { ...EVERYTHING, sort: { key, direction: 'ascending' } }, CLOCK);
    const descending = shown(book, { ...EVERYTHING, sort: { key, direction: 'descending' } }, CLOCK);
    const group = (token: (typeof ascending)[number]): string =>
      ({
        name: token.row.name,
        status: badgeOf(token, CLOCK),
        owner: `${token.row.user}${token.row.groups.join()}`,
        scope: token.row.scopes.join(),
        expires: String(token.expiresAt),
        used: String(token.lastUsedAt),
      })[key];
    for (const list of [ascending, descending]) {
      for (let index = 1; index < list.length; index += 1) {
        const [one, two] = [list[index - 1], list[index]];
        if (one && two && group(one) === group(two)) {
          expect(place.get(one.row.id)).toBeLessThan(place.get(two.row.id) ?? -1);
        }
      }
    }
  });

  test('by expiration puts never last going up and first going down', () => {
    const ends = (direction: 'ascending' | 'descending'): number[] =>
      shown(book, { ...EVERYTHING, sort: { key: 'expires', direction } }, CLOCK).map((token) => token.expiresAt);
    const up = ends('ascending');
    expect(up).toEqual(up.toSorted((a, b) => (a === b ? 0 : a - b)));
    expect(up.at(-1)).toBe(Infinity);
    expect(ends('descending')[0]).toBe(Infinity);
  });

  test('without a key shows those that expire soon first, then by name with numbers by value', () => {
    const few = bookOf(
      [
        row({ id: 'ten', name: 'scanner 10' }),
        row({ id: 'nine', name: 'Scanner 9' }),
        row({ id: 'soon', name: 'zeta', expiresAt: at(NOON + 2 * DAY) }),
      ],
      ORDER,
    );
    expect(ids(few, {})).toEqual(['soon', 'nine', 'ten']);
  });
});

describe('a change', () => {
  test('gives the same book as reading everything anew', () => {
    const random = seeded(7);
    let known = rows(200);
    let book = bookOf(known, ORDER);
    for (let round = 0; round < 40; round += 1) {
      const remove = known.filter(() => random() < 0.03).map((each) => each.id);
      const renamed = known
        .filter((each) => !remove.includes(each.id) && random() < 0.05)
        .map((each) => ({ ...each, name: `${NAMES[round % NAMES.length]} ${round}`, rev: each.rev + 1 }));
      const fresh = [row({ id: `new${round}`, name: `fresh ${round % 3}` })];
      const upsert = [...renamed, ...fresh];
      known = [
        ...known.filter((each) => !remove.includes(each.id) && !renamed.some(({ id }) => id === each.id)),
        ...upsert,
      ];
      book = changed(book, { upsert, remove }, ORDER);
      const anew = bookOf(known, ORDER);
      expect(book.tokens.map((token) => token.row.id)).toEqual(anew.tokens.map((token) => token.row.id));
      expect(book.byId.size).toBe(known.length);
    }
  });

  test('of the same token twice leaves it once, as it was told last', () => {
    const book = bookOf([row({ id: 'one', name: 'b' }), row({ id: 'two', name: 'c' })], ORDER);
    const names = (names: string[]): string[] =>
      changed(book, { upsert: names.map((name) => row({ id: 'two', name })), remove: ['two'] }, ORDER).tokens.map(
        (token) => token.row.name,
      );
    expect(names(['a', 'd'])).toEqual(['b', 'd']);
    expect(names(['a', 'c'])).toEqual(['b', 'c']);
    expect(names(['c', 'a'])).toEqual(['a', 'b']);
    expect(names([])).toEqual(['b']);
  });

  test('leaves untouched tokens as they are', () => {
    const book = bookOf(rows(50), ORDER);
    const after = changed(book, { upsert: [row({ id: 'new' })], remove: [] }, ORDER);
    for (const token of book.tokens) expect(after.byId.get(token.row.id)).toBe(token);
  });
});

test('a token is found by its id exactly where it is shown', () => {
  const book = bookOf(rows(300), ORDER);
  for (const filter of FILTERS) {
    for (const query of ['', 'scanner', 'nothing here']) {
      const shownIds = new Set(ids(book, { filter, query }));
      const find = finder(book, { ...EVERYTHING, filter, query }, CLOCK);
      for (const token of book.tokens) {
        expect(find(token.row.id)).toBe(shownIds.has(token.row.id) ? token : null);
      }
    }
  }
  expect(finder(book, EVERYTHING, CLOCK)('no such token')).toBeNull();
});

test('one look after another shows what each alone would show', () => {
  const all = rows(400);
  const book = bookOf(all, ORDER);
  const random = seeded(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const queries = ['', 's', 'sc', 'scanner', 'scanner 9', 'n s', 'nightly sync', '7', 'zz'];
  for (let look = 0; look < 300; look += 1) {
    const key = pick([...KEYS, null]);
    const view: View = {
      query: pick(queries),
      filter: pick(FILTERS),
      sort: key && { key, direction: pick(['ascending', 'descending'] as const) },
    };
    expect(ids(book, view)).toEqual(ids(bookOf(all, ORDER), view));
  }
});
