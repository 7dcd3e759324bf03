// Numbers, dates and spans as the person's language writes them. Pure but for the language: the hour is handed in.

import { locale } from './locale.svelte';
import * as m from './paraglide/messages.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Up to this many days an end is told as a span (“in 6 days”), beyond it as a date. */
const NEAR_DAYS = 30;

/** A whole number with the language's separators. */
export function number(value: number): string {
  return made('number', () => new Intl.NumberFormat(locale.tag)).format(value);
}

/** A day: “Feb 20, 2027”. */
export function date(instant: string | number | Date): string {
  return made('date', () => new Intl.DateTimeFormat(locale.tag, { dateStyle: 'medium' })).format(new Date(instant));
}

/** A day with its hour and zone, for tooltips and details: “Feb 20, 2027, 2:05 PM UTC”. */
export function dateAndTime(instant: string | number | Date): string {
  const style: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  };
  return made('dateAndTime', () => new Intl.DateTimeFormat(locale.tag, style)).format(new Date(instant));
}

/** The name of the day if it falls on a weekend where the language is spoken, else null: “Saturday”. */
export function weekendDay(instant: string | number | Date): string | null {
  const day = new Date(instant);
  const weekend = made('weekend', () => weekendOf(new Intl.Locale(locale.tag)));
  if (!weekend.includes(day.getDay() || 7)) return null;
  return made('weekday', () => new Intl.DateTimeFormat(locale.tag, { weekday: 'long' })).format(day);
}

/** Days counted from Monday as 1. Engines name it in two ways, or not at all. */
function weekendOf(tag: Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo }): readonly number[] {
  return (tag.getWeekInfo?.() ?? tag.weekInfo)?.weekend ?? [6, 7];
}

interface WeekInfo {
  weekend: readonly number[];
}

/** An hour of the day: “2:05 PM”. */
export function time(instant: string | number | Date): string {
  return made('time', () => new Intl.DateTimeFormat(locale.tag, { timeStyle: 'short' })).format(new Date(instant));
}

/** Seconds as a countdown shows them: “0:45”, “12:05”. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const rest = made('seconds', () => new Intl.NumberFormat(locale.tag, { minimumIntegerDigits: 2 })).format(whole % 60);
  return `${made('plain', () => new Intl.NumberFormat(locale.tag, { useGrouping: false })).format(Math.floor(whole / 60))}:${rest}`;
}

/** A span of seconds in full words: “45 seconds”, “2 minutes”. */
export function span(seconds: number): string {
  const [value, unit] =
    seconds % 3600 === 0 && seconds > 0
      ? [seconds / 3600, 'hour']
      : seconds % 60 === 0 && seconds > 0
        ? [seconds / 60, 'minute']
        : [seconds, 'second'];
  return unitFormat(unit).format(value);
}

/** Days in full words: “1 day”, “90 days”. */
export function days(count: number): string {
  return unitFormat('day').format(count);
}

/** Several words as one list: “Admin, User, and Moderator”. */
export function list(words: readonly string[]): string {
  return made('list', () => new Intl.ListFormat(locale.tag, { type: 'conjunction' })).format(words);
}

/**
 * When something happened, seen from `now`: “just now”, “5 minutes ago”, “3 hours ago”, “yesterday”, “6 days ago”,
 * then the date. An hour that lies ahead (a clock that was set back) counts as now.
 */
export function ago(instant: string, now: number): string {
  const past = now - Date.parse(instant);
  if (past < MINUTE) return m.frame_just_now();
  if (past < HOUR) return relative(-Math.floor(past / MINUTE), 'minute');
  const nights = daysBetween(now, Date.parse(instant));
  if (nights === 0 || past < 6 * HOUR) return relative(-Math.max(1, Math.floor(past / HOUR)), 'hour');
  if (nights <= NEAR_DAYS) return relative(-nights, 'day');
  return date(instant);
}

/** When a token was last used: “Never used” or {@link ago}. */
export function lastUsed(instant: string | null, now: number): string {
  return instant === null ? m.frame_never_used() : ago(instant, now);
}

/**
 * When a token ends, for the list: “Never”, “today 2:05 PM”, “tomorrow”, “in 6 days”, then the date. What has
 * ended is told by its date, or its hour if that was today.
 */
export function expires(instant: string | null, now: number): string {
  if (instant === null) return m.frame_never();
  const end = Date.parse(instant);
  const nights = daysBetween(end, now);
  if (nights === 0) return m.frame_today_at({ time: time(end) });
  if (nights < 0 || nights > NEAR_DAYS) return date(end);
  return relative(nights, 'day');
}

/** Nights between two instants, by the computer's own calendar: daylight saving makes no day longer or shorter. */
export function daysBetween(later: number, earlier: number): number {
  return Math.round((midnightUtc(later) - midnightUtc(earlier)) / DAY);
}

/** Up to two initials of a name: “Site Admin” → “SA”. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._\\/@-]+/u)
    .filter(Boolean);
  const first = (word: string | undefined) => (word === undefined ? '' : ([...graphemes(word)][0] ?? ''));
  const letters = words.length > 1 ? first(words[0]) + first(words.at(-1)) : first(words[0]);
  return letters.toLocaleUpperCase(locale.tag);
}

/** Sorts names as the language does, digits by value. One for the whole window: making one is slow. */
export function collator(): Intl.Collator {
  return made('collator', () => new Intl.Collator(locale.tag, { numeric: true, sensitivity: 'base' }));
}

function relative(value: number, unit: Intl.RelativeTimeFormatUnit): string {
  return made('relative', () => new Intl.RelativeTimeFormat(locale.tag, { numeric: 'auto' })).format(value, unit);
}

function unitFormat(unit: string): Intl.NumberFormat {
  const style: Intl.NumberFormatOptions = { style: 'unit', unit, unitDisplay: 'long' };
  return made(`unit-${unit}`, () => new Intl.NumberFormat(locale.tag, style));
}

function midnightUtc(instant: number): number {
  const day = new Date(instant);
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
}

function graphemes(word: string): Iterable<string> {
  return Array.from(new Intl.Segmenter(locale.tag).segment(word), ({ segment }) => segment);
}

const formats = new Map<string, unknown>();

function made<T>(name: string, make: () => T): T {
  const key = `${locale.tag} ${name}`;
  if (!formats.has(key)) formats.set(key, make());
  return formats.get(key) as T;
}
