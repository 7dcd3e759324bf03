import { describe, expect, test } from 'vitest';
import { clockAt, DAY, daysBetween, HOUR, MINUTE } from './clock';
import { NOON } from './fixtures';
import { endingOf, pastOf } from './when';

const CLOCK = clockAt(NOON);

describe('an end', () => {
  test.each([
    [Infinity, { in: 'never' }],
    [NOON + HOUR, { in: 'today', at: NOON + HOUR }],
    [NOON + 13 * HOUR, { in: 'tomorrow', at: NOON + 13 * HOUR }],
    [NOON + 35 * HOUR, { in: 'tomorrow', at: NOON + 35 * HOUR }],
    [NOON + 2 * DAY, { in: 'days', days: 2, at: NOON + 2 * DAY }],
    [NOON + 29 * DAY, { in: 'days', days: 29, at: NOON + 29 * DAY }],
    [NOON + 30 * DAY, { in: 'date', at: NOON + 30 * DAY }],
    [NOON - 1, { in: 'date', at: NOON - 1 }],
    [NOON, { in: 'date', at: NOON }],
  ])('at %d is told as %o', (at, words) => {
    expect(endingOf(at, CLOCK)).toEqual(words);
  });
});

describe('a use', () => {
  test.each([
    [-Infinity, { ago: 'never' }],
    [NOON, { ago: 'now' }],
    [NOON + MINUTE, { ago: 'now' }],
    [NOON - 59_999, { ago: 'now' }],
    [NOON - 3 * MINUTE, { ago: 'minutes', minutes: 3 }],
    [NOON - 3 * HOUR, { ago: 'hours', hours: 3 }],
    [NOON - DAY, { ago: 'yesterday' }],
    [NOON - 5 * DAY, { ago: 'days', days: 5 }],
    [NOON - 31 * DAY, { ago: 'date', at: NOON - 31 * DAY }],
  ])('at %d is told as %o', (at, words) => {
    expect(pastOf(at, CLOCK)).toEqual(words);
  });

  test('just before midnight is hours ago, not yesterday, in the small hours', () => {
    const small = clockAt(new Date(2026, 10, 22, 1).getTime());
    expect(pastOf(small.now - 2 * HOUR, small)).toEqual({ ago: 'hours', hours: 2 });
  });
});

test('days are counted by midnights, also over a change of the clocks', () => {
  const before = new Date(2026, 2, 28, 12).getTime();
  for (let days = 0; days < 400; days += 1) {
    const later = new Date(2026, 2, 28 + days, 12).getTime();
    expect(daysBetween(before, later)).toBe(days);
  }
});
