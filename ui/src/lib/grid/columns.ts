import type { Control } from './keyboard';

/** One column of a grid. `Row` is what a row shows. */
export interface Column {
  /** Names the column in sort state and snippets. */
  key: string;
  /** The header's words; for a column of controls, its accessible name. */
  label: string;
  /** How narrow it can be, in rem. */
  least: number;
  /** Its part of the width that is left over; 0: it stays as narrow as it can be. */
  share: number;
  /** What a data cell consists of. */
  control: Control;
  /** Whether a click on the header sorts. */
  sortable: boolean;
  /** The column is left out while the grid is narrower than so many pixels (at 100 % text size). */
  hiddenBelow: number;
}

/** A column of words, `least` rem wide and with its `share` of what is left over; left out below `hiddenBelow` pixels. */
export function wordsColumn<K extends string>(
  key: K,
  label: string,
  [least, share]: readonly [least: number, share: number],
  hiddenBelow = 0,
): Column & { key: K } {
  return { key, label, least, share, hiddenBelow, control: 'none', sortable: true };
}

/** The last column, with the button of each row's menu. */
export function menuColumn(label: string): Column & { key: 'menu' } {
  return { ...wordsColumn('menu', label, [3, 0]), control: 'button', sortable: false };
}

/** The value of `grid-template-columns` for `columns`. */
export function tracksOf(columns: readonly Column[]): string {
  return columns.map(({ least, share }) => (share > 0 ? `minmax(${least}rem, ${share}fr)` : `${least}rem`)).join(' ');
}

/** The width that `columns` need together, in rem. */
export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { least }) => sum + least, 0);
}

/** How a list is ordered; null: its own default order. */
export type Sort = { key: string; direction: 'ascending' | 'descending' } | null;

/** The columns that fit into `width` pixels, with text enlarged by `scale`. */
export function columnsThatFit<C extends Column>(columns: readonly C[], width: number, scale: number): C[] {
  return columns.filter((column) => width >= column.hiddenBelow * scale);
}

/** The sort after the header of `key` was pressed: none, ascending, descending, none. */
export function nextSort(sort: Sort, key: string): Sort {
  if (sort?.key !== key) return { key, direction: 'ascending' };
  return sort.direction === 'ascending' ? { key, direction: 'descending' } : null;
}
