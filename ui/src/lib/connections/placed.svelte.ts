// Everything that Token Desk placed, as it is at this moment, and taking it back.

import {
  call,
  errorIn,
  Refusal,
  type AppError,
  type Placement,
  type PlacementTruth,
  type Reach,
  type UndoOutcome,
} from '../ipc/client';

/** A row whose truth is another than when it was last looked at. */
export interface Changed {
  placement: Placement;
  before: PlacementTruth['truth'];
}

/** The placements of this account. */
export class Placed {
  /** The newest first; null until they were read. */
  rows = $state.raw<readonly Placement[] | null>(null);
  /** Who sees a variable of this account. */
  reach = $state.raw<Reach | null>(null);
  /** Why they could not be read the last time. What was read before stays. */
  error = $state.raw<AppError | null>(null);
  /** They are being read, and it takes a moment. */
  reading = $state(false);
  /** The row that is being taken back. */
  undoing = $state<string | null>(null);

  #asked = 0;

  /** How many running programs hold something else than what was placed. */
  get stale(): number {
    return (this.rows ?? []).reduce((sum, row) => sum + row.programs.length, 0);
  }

  /** Reads them; answers what is no longer as it was. */
  async read(): Promise<readonly Changed[]> {
    const asked = ++this.#asked;
    this.reading = true;
    try {
      const { rows, reach } = await call('placements');
      if (asked !== this.#asked) return [];
      const changed = (this.rows ?? []).flatMap((old) => {
        const placement = rows.find((row) => row.id === old.id);
        return placement && placement.truth.truth !== old.truth.truth ? [{ placement, before: old.truth.truth }] : [];
      });
      this.rows = rows;
      this.reach = reach;
      this.error = null;
      return changed;
    } catch (thrown) {
      if (asked === this.#asked) this.error = errorIn(thrown);
      return [];
    } finally {
      if (asked === this.#asked) this.reading = false;
    }
  }

  /** Dismisses one whose file is gone and reads them anew. Answers why not; null: it is dismissed. */
  async forget(id: string): Promise<AppError | null> {
    this.undoing = id;
    try {
      await call('forget_placement', { id });
      return null;
    } catch (thrown) {
      return errorIn(thrown);
    } finally {
      this.undoing = null;
      await this.read();
    }
  }

  /** Takes one back and reads them anew. */
  async undo(id: string): Promise<UndoOutcome | Refusal> {
    this.undoing = id;
    try {
      return await call('undo_placement', { id });
    } catch (thrown) {
      return new Refusal(errorIn(thrown));
    } finally {
      this.undoing = null;
      await this.read();
    }
  }
}
