/** Which rows are in the page, and how far the list must scroll: the arithmetic of the virtual list. */

/** How many rows are kept above and below the visible ones. */
export const OVERSCAN = 6;

/** Where the list stands. All lengths in CSS pixels. */
export interface Viewport {
  /** How far it is scrolled. */
  top: number;
  /** How high the visible part is, the sticky header included. */
  height: number;
  /** How high the sticky header is. */
  header: number;
  /** How high a row is. */
  rowHeight: number;
}

/** The absolute indexes to render, ascending. `keep` (the focused row) is among them wherever it is. */
export function mountedRows(view: Viewport, total: number, keep: number | null): number[] {
  if (total <= 0 || view.rowHeight <= 0) return [];
  const body = Math.max(view.height - view.header, view.rowHeight);
  const first = Math.max(Math.floor(view.top / view.rowHeight) - OVERSCAN, 0);
  const last = Math.min(Math.ceil((view.top + body) / view.rowHeight) + OVERSCAN, total) - 1;
  const rows: number[] = [];
  if (keep !== null && keep >= 0 && keep < Math.min(first, total)) rows.push(keep);
  for (let index = Math.min(first, total - 1); index <= last; index += 1) rows.push(index);
  if (keep !== null && keep > last && keep < total) rows.push(keep);
  return rows;
}

/** The scroll position that brings `row` into view with the least movement, clear of the header. */
export function scrolledTo(row: number, view: Viewport): number {
  const body = Math.max(view.height - view.header, view.rowHeight);
  const start = row * view.rowHeight;
  const end = start + view.rowHeight;
  if (start < view.top) return start;
  if (end > view.top + body) return end - body;
  return view.top;
}

/** How many whole rows fit, which is what Page Up and Page Down pass over. */
export function rowsPerPage(view: Viewport): number {
  return Math.max(Math.floor((view.height - view.header) / view.rowHeight) - 1, 1);
}
