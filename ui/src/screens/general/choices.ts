// What the rows of General offer.
import { m, number, span } from '$lib/i18n';
import type { Policy } from '$lib/ipc/client';
import { fieldWords } from '$lib/ipc/errors';

/** The longest life that any policy may allow, in days. */
export const MOST_DAYS = 3650;

/** Stands for whatever the system speaks. */
export const SYSTEM = 'system';
/** Stands for a wait without an end. */
export const NEVER = 'never';

/** Languages by their own names. */
export function languages(): { value: string; label: string; lang?: string }[] {
  return [
    { value: SYSTEM, label: m.general_language_system() },
    { value: 'en', label: 'English', lang: 'en' },
    { value: 'de', label: 'Deutsch', lang: 'de' },
    { value: 'ar', label: 'العربية', lang: 'ar' },
  ];
}

/** Spans of seconds, then “Never”. */
export function waits(seconds: readonly number[]): { value: string; label: string }[] {
  return [
    ...seconds.map((each) => ({ value: String(each), label: span(each) })),
    { value: NEVER, label: m.frame_never() },
  ];
}

/** The choice that stands for so many seconds; null: never. */
export function waitOf(seconds: number | null): string {
  return seconds === null ? NEVER : String(seconds);
}

/** The seconds that a choice stands for. */
export function secondsOf(choice: string): number | null {
  return choice === NEVER ? null : Number(choice);
}

/** Groups with the one line that says what they are for. */
export function groupOptions(groups: readonly string[]): { value: string; label: string; hint?: string }[] {
  return groups.map((group) => ({ value: group, label: group, hint: HINTS[group]?.() }));
}

const HINTS: Record<string, (() => string) | undefined> = {
  Synchronizer: () => m.group_synchronizer(),
  User: () => m.group_user(),
  Moderator: () => m.group_moderator(),
  Admin: () => m.group_admin(),
  SiteAdmin: () => m.group_site_admin(),
  Recognizer: () => m.group_recognizer(),
};

/** The days of reminders in a text such as “30, 7, 1”; null: it is none. Nothing typed: no reminders. */
export function remindDaysOf(text: string): number[] | null {
  const parts = text.split(/[\s,;،]+/u).filter((part) => part !== '');
  const days = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 0));
  return days.length <= 5 && days.every((each) => each >= 1 && each <= 365) ? days : null;
}

/** What is wrong with a number of days; null: nothing. */
export function daysProblem(text: string, policy: Policy | null): string | null {
  if (!/^\d{1,6}$/.test(text)) return fieldWords('days', { problem: 'not_a_number' });
  const days = Number(text);
  const max = policy?.maxDays ?? MOST_DAYS;
  if (days === 0 && policy !== null && !policy.neverAllowed) return m.general_days_from_one({ max: number(max) });
  if (days > max) return fieldWords('days', { problem: 'over_cap', max, byPolicy: max < MOST_DAYS });
  return null;
}
