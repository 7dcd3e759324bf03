// The audit trail as the tab shows it: pages of rows for one query, and whether the trail is as it was written.

import { call, errorIn, type AppError, type AuditIntegrity, type AuditQuery, type AuditRow } from '$lib/ipc/client';

/** So many rows come at once. */
const PAGE = 500;

/** Every row. */
export const EVERYTHING: AuditQuery = {
  since: null,
  until: null,
  event: null,
  actor: null,
  token: null,
  source: null,
  text: null,
};

/** Whether a query leaves anything out. */
export function narrows(query: AuditQuery): boolean {
  return Object.values(query).some((part) => part !== null && part !== '');
}

/** The rows of this window. */
class Trail {
  /** Rows of the query, newest first; null until some were read. */
  rows = $state.raw<readonly AuditRow[] | null>(null);
  /** Whether rows of others are among them. */
  seesAll = $state(true);
  /** There may be more, from before this row on. */
  next = $state<number | null>(null);
  /** Newer rows that are not shown yet. */
  waiting = $state.raw<readonly AuditRow[]>([]);
  /** Why they could not be read the last time. */
  error = $state.raw<AppError | null>(null);
  /** What the last look along the trail came to. */
  integrity = $state.raw<AuditIntegrity | null>(null);
  /** More rows are on their way. */
  busy = $state(false);

  #query: AuditQuery = EVERYTHING;
  /** Tells the answers to a newer question from those to an older one. */
  #asked = 0;

  /** Reads the newest rows of a query, and goes on until a screen is full. */
  async read(query: AuditQuery): Promise<void> {
    this.#query = query;
    this.#asked += 1;
    await this.#fetch(this.#asked, null, []);
  }

  /** Reads on where the last page ended. */
  async more(): Promise<void> {
    if (this.busy || this.next === null || this.rows === null) return;
    await this.#fetch(this.#asked, this.next, this.rows);
  }

  /** Looks for rows that were added since; they are put in front at once, or wait to be shown. */
  async look(atTop: boolean): Promise<void> {
    const asked = this.#asked;
    if (this.rows === null) return;
    try {
      const page = await call('audit_page', { query: this.#query, before: null, count: PAGE });
      if (asked !== this.#asked) return;
      const newest = this.rows[0]?.seq ?? 0;
      this.waiting = page.rows.filter((row) => row.seq > newest);
      if (atTop) this.show();
    } catch {
      // The next change asks again.
    }
  }

  /** Puts the rows that wait in front. */
  show(): void {
    this.rows = [...this.waiting, ...(this.rows ?? [])];
    this.waiting = [];
  }

  /** Asks what the last look along the trail came to. */
  async ask(): Promise<void> {
    this.integrity = await call('audit_integrity').catch(() => this.integrity);
  }

  /** Looks along all of it now. */
  async check(): Promise<void> {
    this.integrity = await call('check_audit');
  }

  /** Forgets everything: the window was locked. */
  forget(): void {
    this.#asked += 1;
    this.rows = null;
    this.waiting = [];
    this.error = null;
  }

  async #fetch(asked: number, from: number | null, before: readonly AuditRow[]): Promise<void> {
    this.busy = true;
    try {
      let rows = before;
      let next: number | null = from;
      do {
        const page = await call('audit_page', { query: this.#query, before: next, count: PAGE });
        if (asked !== this.#asked) return;
        rows = [...rows, ...page.rows];
        next = page.next;
        this.seesAll = page.seesAll;
        this.rows = rows;
        this.next = next;
        this.error = null;
        if (from === null) this.waiting = [];
        // Where few rows are meant a page is short: on until a screen is full or everything was looked at.
      } while (next !== null && rows.length - before.length < PAGE / 5);
    } catch (thrown) {
      if (asked === this.#asked) this.error = errorIn(thrown);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }
}

/** The audit trail of this window. */
export const trail = new Trail();
