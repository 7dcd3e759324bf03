// Which row of a list has its menu open, and at what.

/** The one menu that the rows of a list share. */
export class RowMenuState {
  /** Whether it is open. */
  open = $state(false);
  #of = $state.raw<{ id: string; anchor: HTMLElement } | null>(null);

  /** The row that it was opened for last. */
  get id(): string | null {
    return this.#of?.id ?? null;
  }

  /** What it hangs at, and gives the focus back to. */
  get anchor(): HTMLElement | null {
    return this.#of?.anchor ?? null;
  }

  /** Opens it for the row of `id`. */
  show(id: string, anchor: HTMLElement): void {
    this.#of = { id, anchor };
    this.open = true;
  }

  /** Whether it is open for the row of `id`. */
  isOpenFor(id: string): boolean {
    return this.open && this.id === id;
  }
}
