import { expect, test } from 'vitest';
import { columnsThatFit, leastWidth, nextSort, tracksOf, type Column } from './columns';
import { allOrNothing, extended, holdsAll, keptTo, NOTHING, toggled } from './selection';

const ORDER = ['a', 'b', 'c', 'd', 'e'];

test('a row is chosen and let go again', () => {
  const chosen = toggled(NOTHING, 'b');
  expect([...chosen.ids]).toEqual(['b']);
  expect(toggled(chosen, 'b').ids.size).toBe(0);
});

test('a range runs from the anchor in either direction and shrinks again', () => {
  const anchored = toggled(NOTHING, 'c');
  const down = extended(anchored, ORDER, 'c', 'e');
  expect([...down.ids]).toEqual(['c', 'd', 'e']);
  const up = extended(down, ORDER, 'e', 'b');
  expect([...up.ids]).toEqual(['b', 'c']);
});

test('without an anchor in the list the range starts where the focus was', () => {
  expect([...extended(NOTHING, ORDER, 'b', 'c').ids]).toEqual(['b', 'c']);
  expect([...extended({ ids: new Set(), anchor: 'gone' }, ORDER, 'd', 'c').ids]).toEqual(['c', 'd']);
});

test('all, and nothing on the second press', () => {
  const all = allOrNothing(NOTHING, ORDER);
  expect(holdsAll(all, ORDER.length)).toBe(true);
  expect(holdsAll(toggled(all, 'c'), ORDER.length)).toBe(false);
  expect(allOrNothing(all, ORDER).ids.size).toBe(0);
  expect(holdsAll(NOTHING, 0)).toBe(false);
});

test('rows that are no longer shown are let go', () => {
  const all = allOrNothing(NOTHING, ORDER);
  const shown = (order: readonly string[]) => (id: string) => order.includes(id);
  expect([...keptTo(all, shown(['a', 'c', 'x'])).ids]).toEqual(['a', 'c']);
  expect(keptTo(all, shown(ORDER))).toBe(all);
  expect(keptTo(NOTHING, shown([]))).toBe(NOTHING);
});

test('a header press goes none, ascending, descending, none', () => {
  const first = nextSort(null, 'name');
  const second = nextSort(first, 'name');
  expect(first).toEqual({ key: 'name', direction: 'ascending' });
  expect(second).toEqual({ key: 'name', direction: 'descending' });
  expect(nextSort(second, 'name')).toBeNull();
  expect(nextSort(second, 'status')).toEqual({ key: 'status', direction: 'ascending' });
});

test('columns give way as the grid narrows, sooner with larger text', () => {
  const column = (key: string, hiddenBelow: number): Column => ({
    key,
    label: key,
    least: 8,
    share: 1,
    control: 'none',
    sortable: true,
    hiddenBelow,
  });
  const columns = [column('name', 0), column('user', 680), column('scope', 820)];
  const keys = (width: number, scale: number): string[] =>
    columnsThatFit(columns, width, scale).map((each) => each.key);
  expect(keys(1000, 1)).toEqual(['name', 'user', 'scope']);
  expect(keys(819, 1)).toEqual(['name', 'user']);
  expect(keys(1000, 1.25)).toEqual(['name', 'user']);
  expect(keys(300, 1)).toEqual(['name']);
});

test('a column keeps its least width, and one with a share takes what is left over', () => {
  const column = { label: '', control: 'none', sortable: true, hiddenBelow: 0 } as const;
  const columns: Column[] = [
    { ...column, key: 'name', least: 8.5, share: 1.4 },
    { ...column, key: 'status', least: 9, share: 0 },
  ];
  expect(tracksOf(columns)).toBe('minmax(8.5rem, 1.4fr) 9rem');
  expect(leastWidth(columns)).toBe(17.5);
});
