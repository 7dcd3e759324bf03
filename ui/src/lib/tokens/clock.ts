/** The hour that badges and words are judged at, with the edges of today, in milliseconds. */
export interface Clock {
  readonly now: number;
  /** The first instant of today, tomorrow and the day after, local time. */
  readonly today: number;
  readonly tomorrow: number;
  readonly dayAfter: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The clock at `now`. Day edges follow the calendar, so a day of 23 or 25 hours is one day. */
export function clockAt(now: number): Clock {
  return { now, today: dayStart(now, 0), tomorrow: dayStart(now, 1), dayAfter: dayStart(now, 2) };
}

/** How many midnights lie between `now` and `at`; negative if `at` is earlier. */
export function daysBetween(now: number, at: number): number {
  return Math.round((dayStart(at, 0) - dayStart(now, 0)) / DAY);
}

/** Milliseconds from `now` to the next full minute, when words and badges may change. */
export function untilNextMinute(now: number): number {
  return MINUTE - (now % MINUTE);
}

function dayStart(at: number, plus: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + plus).getTime();
}
