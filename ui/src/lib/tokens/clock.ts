/** The hour that badges and words are judged at, in milliseconds. */
export interface Clock {
  readonly now: number;
  /** The first instant of tomorrow, local time. */
  readonly tomorrow: number;
  /** So many days before its end a token counts as ending soon. */
  readonly remindDays: readonly number[];
}

/** The days before an end unless the person chose others. */
export const REMIND_DAYS: readonly number[] = [30, 7, 1];

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The clock at `now`. Tomorrow follows the calendar, so a day of 23 or 25 hours is one day. */
export function clockAt(now: number, remindDays = REMIND_DAYS): Clock {
  const date = new Date(now);
  const tomorrow = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
  return { now, tomorrow, remindDays };
}

/** Milliseconds from `now` to the next full minute, when words and badges may change. */
export function untilNextMinute(now: number): number {
  return MINUTE - (now % MINUTE);
}
