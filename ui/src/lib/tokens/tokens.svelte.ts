// The tokens that the window knows: read once, then kept up to date by events. One for the whole window, so that
// the list, the palette and dialogs agree.

import { collator } from '../i18n';
import { call, errorIn, on, type AppError, type TokenRow, type TokensChanged } from '../ipc/client';
import { bookOf, changed, EMPTY_BOOK, type TokenBook } from './book';
import { FRESH_FOR, type Freshness } from './freshness';

/** How far reading the list is. */
export type Reading = 'never' | 'reading' | 'read' | 'failed';

class Tokens {
  /** Every token that is known. */
  book = $state.raw<TokenBook>(EMPTY_BOOK);
  /** How far reading is; after a failure the book holds what was last known. */
  reading = $state<Reading>('never');
  /** Why reading failed. */
  error = $state.raw<AppError | null>(null);
  /** Rows that changed in the last two seconds. */
  fresh = $state.raw<Freshness>(new Set());

  #stops: (() => void)[] = [];
  #asked = 0;

  /** Reads the list if it was not, and follows what changes from then on. */
  open(): void {
    if (this.#stops.length === 0) this.#follow();
    if (this.reading === 'never') void this.read();
  }

  /** Reads the list anew. */
  async read(): Promise<void> {
    const asked = ++this.#asked;
    this.reading = 'reading';
    try {
      const { tokens } = await call('list_tokens');
      if (asked !== this.#asked) return;
      this.book = bookOf(tokens, collator().compare);
      this.error = null;
      this.reading = 'read';
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.error = errorIn(thrown);
      this.reading = 'failed';
    }
  }

  /** Takes in rows that a command answered with, without waiting for the event. */
  take(...upsert: TokenRow[]): void {
    this.#change({ upsert, remove: [] });
  }

  /** Takes rows away that a command deleted. */
  drop(...remove: string[]): void {
    this.#change({ upsert: [], remove });
  }

  /** The row of `id`, if it is known. */
  row(id: string): TokenRow | null {
    return this.book.byId.get(id)?.row ?? null;
  }

  /** Stops following, and forgets everything. */
  close(): void {
    this.#stops.forEach((stop) => stop());
    this.#stops = [];
    this.forget();
  }

  /** Forgets everything: the window was locked. */
  forget(): void {
    this.#asked += 1;
    this.book = EMPTY_BOOK;
    this.reading = 'never';
    this.error = null;
  }

  #follow(): void {
    this.#stops = [
      on('tokens_changed', (change) => this.#change(change)),
      on('tokens_used', ({ rows }) => this.#use(rows)),
      on('store_replaced', () => void this.read()),
      on('locked', () => this.forget()),
    ];
  }

  #change(change: TokensChanged): void {
    // A command's answer and its event may come in either order: the higher revision stands.
    const upsert = change.upsert.filter((row) => (this.row(row.id)?.rev ?? -1) < row.rev);
    const remove = change.remove.filter((id) => this.book.byId.has(id));
    if (upsert.length === 0 && remove.length === 0) return;
    this.book = changed(this.book, { upsert, remove }, collator().compare);
    this.#tint(upsert.map((row) => row.id));
  }

  /** A use is no revision: only what it tells is taken over, whatever else of the row was told in between. */
  #use(rows: readonly TokenRow[]): void {
    const upsert = rows.flatMap(({ id, lastUsedAt, lastUsedFrom, refused, exposedAt, retiring: told }) => {
      const known = this.row(id);
      if (known === null) return [];
      const old = known.retiring;
      const retiring = old !== null && old.prefix === told?.prefix ? { ...old, usedBy: told.usedBy } : old;
      return [{ ...known, lastUsedAt, lastUsedFrom, refused, exposedAt, retiring }];
    });
    if (upsert.length > 0) this.book = changed(this.book, { upsert, remove: [] }, collator().compare);
  }

  #tint(ids: string[]): void {
    this.fresh = new Set([...this.fresh, ...ids]);
    setTimeout(() => {
      const gone = new Set(ids);
      this.fresh = new Set([...this.fresh].filter((id) => !gone.has(id)));
    }, FRESH_FOR);
  }
}

/** The tokens of this window. */
export const tokens = new Tokens();
