// What is said of tokens that end soon: in the window, to the desktop, and at its icon.
import { dateAndTime, expires, list, m, number } from '$lib/i18n';
import type { DesktopNotice, EndingToken, Reminder, TrayWords } from '../ipc/client';

/** So many are named; the others are counted. */
const NAMED = 3;

/** The sentence in the window. */
export function sentenceOf(reminders: readonly Reminder[], now: number): string {
  const [first] = reminders;
  if (first === undefined) return '';
  if (reminders.length === 1) return m.reminders_one({ name: first.token.name, when: when(first.token, now) });
  const named = reminders
    .slice(0, NAMED)
    .map(({ token }) => m.reminders_part({ name: token.name, when: when(token, now) }));
  const more = reminders.length - named.length;
  const names = list(more > 0 ? [...named, m.reminders_more({ countText: number(more) })] : named);
  return m.reminders_many({ countText: number(reminders.length), names });
}

/** What the desktop shows: the date in full, as it may be read days later. */
export function noticeOf(reminders: readonly Reminder[], now: number): DesktopNotice {
  const [first] = reminders;
  const title =
    first !== undefined && reminders.length === 1
      ? m.reminders_notice_one({ name: first.token.name, when: when(first.token, now) })
      : m.reminders_notice_many({ countText: number(reminders.length) });
  const lines = reminders
    .slice(0, NAMED)
    .map(({ token }) => m.reminders_notice_line({ name: token.name, date: dateAndTime(token.endsAt) }));
  const more = reminders.length - lines.length;
  if (more > 0) lines.push(m.reminders_notice_more({ countText: number(more) }));
  return { title, body: lines.join('\n') };
}

/** What the icon says. */
export function trayWordsOf(next: EndingToken | null, now: number): TrayWords {
  return {
    next: next === null ? m.tray_none() : m.reminders_notice_one({ name: next.name, when: when(next, now) }),
    open: m.tray_open(),
    quit: m.tray_quit(),
  };
}

/** What it says of a window that is locked: no name. */
export function lockedTrayWords(): TrayWords {
  return { next: m.tray_locked(), open: m.tray_open(), quit: m.tray_quit() };
}

function when({ endsAt }: EndingToken, now: number): string {
  return expires(endsAt, now);
}
