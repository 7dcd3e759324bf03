import { daysBetween, HOUR, MINUTE, type Clock } from './clock';

/** When a token ends, as the Expires cell says it. The screen turns it into words. */
export type Ending =
  | { in: 'never' }
  | { in: 'today'; at: number }
  | { in: 'tomorrow'; at: number }
  | { in: 'days'; days: number; at: number }
  | { in: 'date'; at: number };

/** When something happened, as the Last used cell says it. */
export type Past =
  | { ago: 'never' }
  | { ago: 'now' }
  | { ago: 'minutes'; minutes: number }
  | { ago: 'hours'; hours: number }
  | { ago: 'yesterday' }
  | { ago: 'days'; days: number }
  | { ago: 'date'; at: number };

/** Dates under so many days away are told as a distance. */
const RELATIVE_DAYS = 30;

/** Tells an end (`Infinity`: never) as seen at `clock`. An end that has passed is a date. */
export function endingOf(expiresAt: number, clock: Clock): Ending {
  if (expiresAt === Infinity) return { in: 'never' };
  if (expiresAt <= clock.now) return { in: 'date', at: expiresAt };
  if (expiresAt < clock.tomorrow) return { in: 'today', at: expiresAt };
  if (expiresAt < clock.dayAfter) return { in: 'tomorrow', at: expiresAt };
  const days = daysBetween(clock.now, expiresAt);
  return days < RELATIVE_DAYS ? { in: 'days', days, at: expiresAt } : { in: 'date', at: expiresAt };
}

/** Tells an instant of the past (`-Infinity`: it never happened) as seen at `clock`. */
export function pastOf(at: number, clock: Clock): Past {
  if (at === -Infinity) return { ago: 'never' };
  const since = clock.now - at;
  if (since < MINUTE) return { ago: 'now' };
  if (since < HOUR) return { ago: 'minutes', minutes: Math.floor(since / MINUTE) };
  const days = -daysBetween(clock.now, at);
  if (days === 0) return { ago: 'hours', hours: Math.floor(since / HOUR) };
  if (days === 1) return since < 12 * HOUR ? { ago: 'hours', hours: Math.floor(since / HOUR) } : { ago: 'yesterday' };
  return days < RELATIVE_DAYS ? { ago: 'days', days } : { ago: 'date', at };
}
