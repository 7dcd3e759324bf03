// What ends soon, as Rust tells it: each end once, until it is read.

import { badgeOf, reached } from '../../tokens/badge';
import { clockAt } from '../../tokens/clock';
import { indexed, type IndexedToken } from '../../tokens/indexed';
import type {
  DesktopNotice,
  DesktopNotified,
  EndingToken,
  Reminders,
  Settings,
  TokenRow,
  TrayStanding,
  TrayWords,
} from '../bindings';
import type { Scenario } from './scenario';

const STOPPED = ['paused', 'blocked', 'expired', 'revoked'];

/** The tokens that end soon, the earliest end first. */
export function endingSoon(rows: readonly TokenRow[], remindDays: readonly number[]): EndingToken[] {
  const clock = clockAt(Date.now(), remindDays);
  return byEnd(rows)
    .filter((token) => ['expires_soon', 'expires_today'].includes(badgeOf(token, clock)))
    .map(ending);
}

/** What was told, and what reached the desktop. */
export class MockReminders {
  /** Notices that the desktop was handed. */
  readonly notices: DesktopNotice[] = [];
  /** The words of the icon, while there is one. */
  tray: TrayWords | null = null;
  readonly #told = new Map<string, number>();
  readonly #read = new Set<string>();

  constructor(
    readonly desk: { scenario: Scenario; rows: ReadonlyMap<string, TokenRow>; settings: Pick<Settings, 'remindDays'> },
  ) {
    if (desk.scenario.reminders === 'read') {
      this.answer();
      this.read();
    }
  }

  answer(): Reminders {
    const clock = clockAt(Date.now(), this.desk.settings.remindDays);
    const living = byEnd([...this.desk.rows.values()]).filter((token) => !STOPPED.includes(badgeOf(token, clock)));
    const unread = living.flatMap((token) => {
      const days = reached(token, clock);
      const key = `${token.row.id} ${String(token.expiresAt)}`;
      const fresh = days !== null && (this.#told.get(key) ?? Infinity) > days;
      if (fresh) {
        this.#told.set(key, days);
        this.#read.delete(key);
      }
      const told = this.#told.get(key);
      return told === undefined || this.#read.has(key) ? [] : [{ token: ending(token), days: told, fresh }];
    });
    return { unread, next: living[0] ? ending(living[0]) : null };
  }

  read(): null {
    for (const key of this.#told.keys()) this.#read.add(key);
    return null;
  }

  notify(notice: DesktopNotice): DesktopNotified {
    const taken = this.desk.scenario.desktop === 'shown';
    if (taken) this.notices.push(notice);
    return { taken };
  }

  showTray(words: TrayWords): TrayStanding {
    if (this.desk.scenario.desktop === 'shown') this.tray = words;
    return { state: this.desk.scenario.desktop };
  }

  hideTray(): null {
    this.tray = null;
    return null;
  }
}

function byEnd(rows: readonly TokenRow[]): IndexedToken[] {
  return rows
    .map(indexed)
    .filter((token) => Number.isFinite(token.expiresAt))
    .sort((a, b) => a.expiresAt - b.expiresAt);
}

function ending({ row }: IndexedToken): EndingToken {
  return { id: row.id, name: row.name, user: row.user, endsAt: row.expiresAt ?? '' };
}
