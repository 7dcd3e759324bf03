/**
 * The chosen rows by id, and the row that a range starts from. Never changed in place. They are rows of the list: when it
 * changes, {@link keptTo} lets the others go.
 */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where Shift starts from; null until a row was chosen. */
  readonly anchor: string | null;
}

/** Nothing chosen. */
export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** Chooses `id`, or lets it go. */
export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Chooses every row from the anchor (or `from`, where there is none) to `to`, and only those. */
export function extended(selection: Selection, order: readonly string[], from: string, to: string): Selection {
  const anchor = selection.anchor !== null && order.includes(selection.anchor) ? selection.anchor : from;
  const [first, last] = [order.indexOf(anchor), order.indexOf(to)].sort((a, b) => a - b) as [number, number];
  return { ids: new Set(order.slice(Math.max(first, 0), last + 1)), anchor };
}

/** Chooses every row of the list; nothing, if all were chosen already. */
export function allOrNothing(selection: Selection, order: readonly string[]): Selection {
  return holdsAll(selection, order.length) ? NOTHING : { ids: new Set(order), anchor: selection.anchor };
}

/** Whether every row of a list of `count` is chosen. */
export function holdsAll(selection: Selection, count: number): boolean {
  return count > 0 && selection.ids.size === count;
}

/** Lets go of rows that the list no longer shows, so that nothing unseen is acted on. */
export function keptTo(selection: Selection, isShown: (id: string) => boolean): Selection {
  const kept = [...selection.ids].filter(isShown);
  return kept.length === selection.ids.size ? selection : { ids: new Set(kept), anchor: selection.anchor };
}
