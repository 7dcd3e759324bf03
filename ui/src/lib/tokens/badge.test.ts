import { describe, expect, test } from 'vitest';
import { badgeOf, countsOf, filtersToShow, isLive, passes, reached, FILTERS, type Badge } from './badge';
import { clockAt, DAY, HOUR, MINUTE, untilNextMinute } from './clock';
import { at, NOON, row } from './fixtures';
import { indexed } from './indexed';

const CLOCK = clockAt(NOON);

function badge(life: number, left: number, status: 'active' | 'paused' | 'expired' | 'revoked' = 'active'): Badge {
  const token = row({ status, issuedAt: at(NOON + left - life), expiresAt: at(NOON + left) });
  return badgeOf(indexed(token), CLOCK);
}

describe('the badge', () => {
  test('is Active with plenty of time', () => {
    expect(badge(365 * DAY, 200 * DAY)).toBe('active');
    expect(badgeOf(indexed(row({ expiresAt: null })), CLOCK)).toBe('active');
  });

  // The same rows, these and those below, are in the test of the rule in Rust.
  test.each([
    [365, 31, 'active'],
    [365, 30, 'expires_soon'],
    [60, 30, 'expires_soon'],
    [59, 29, 'active'],
    [30, 8, 'active'],
    [30, 7, 'expires_soon'],
    [7, 7, 'active'],
    [7, 2, 'active'],
    [7, 1, 'expires_soon'],
    [1, 1, 'active'],
  ] as const)('of a token of %i days is %i days before its end: %s', (life, left, is) => {
    expect(badge(life * DAY, left * DAY)).toBe(is);
  });

  test.each([
    [365, 14, 'active'],
    [365, 13, 'expires_soon'],
    [30, 7, 'active'],
    [30, 5, 'expires_soon'],
    [7, 2, 'active'],
  ] as const)('without reminders, of a token of %i days, %i days before its end: %s', (life, left, is) => {
    const token = row({ issuedAt: at(NOON + (left - life) * DAY), expiresAt: at(NOON + left * DAY) });
    expect(badgeOf(indexed(token), clockAt(NOON, []))).toBe(is);
  });

  test('goes by the days that the person chose', () => {
    const token = indexed(row({ issuedAt: at(NOON - 300 * DAY), expiresAt: at(NOON + 65 * DAY) }));
    expect(badgeOf(token, clockAt(NOON, [90, 60]))).toBe('expires_soon');
    expect(reached(token, clockAt(NOON, [90, 70, 60]))).toBe(70);
    expect(badgeOf(token, clockAt(NOON, []))).toBe('active');
  });

  test('is not Expires soon from birth for a token of a week', () => {
    expect(badge(7 * DAY, 7 * DAY)).toBe('active');
    expect(badge(7 * DAY, 2 * DAY)).toBe('active');
  });

  test('goes by the life of the present secret, not of the record', () => {
    const token = row({ createdAt: at(NOON - 400 * DAY), issuedAt: at(NOON), expiresAt: at(NOON + 7 * DAY) });
    expect(badgeOf(indexed(token), CLOCK)).toBe('active');
  });

  test('is Expires soon in the last 24 hours at the latest, and Expires today on the day', () => {
    expect(badge(2 * DAY, 23 * HOUR)).toBe('expires_soon');
    expect(badge(2 * DAY, 5 * HOUR)).toBe('expires_today');
  });

  test('is Expired from the very instant, whatever the store still says', () => {
    expect(badge(DAY, 0)).toBe('expired');
    expect(badge(DAY, 1)).toBe('expires_today');
    expect(badge(DAY, -HOUR, 'paused')).toBe('expired');
  });

  test('says Paused, Expired and Revoked as the store does', () => {
    expect(badge(DAY, HOUR, 'paused')).toBe('paused');
    expect(badge(DAY, -HOUR, 'expired')).toBe('expired');
    expect(badge(DAY, HOUR, 'revoked')).toBe('revoked');
  });

  test('is Exposed while what came unencrypted is accepted, whenever it ends', () => {
    const exposed = (rest: Parameters<typeof row>[0]) =>
      badgeOf(indexed(row({ exposedAt: at(NOON - HOUR), ...rest })), CLOCK);
    expect(exposed({})).toBe('exposed');
    expect(exposed({ expiresAt: at(NOON + HOUR) })).toBe('exposed');
    expect(exposed({ status: 'paused' })).toBe('paused');
    expect(exposed({ status: 'revoked' })).toBe('revoked');
    expect(exposed({ expiresAt: at(NOON) })).toBe('expired');
    expect(passes('active', 'exposed')).toBe(true);
  });

  test('tells what can still be used', () => {
    expect((['active', 'expires_soon', 'expires_today', 'exposed', 'paused'] as const).every(isLive)).toBe(true);
    expect((['expired', 'revoked'] as const).some(isLive)).toBe(false);
  });
});

describe('the chips', () => {
  const tokens = [
    row({ id: '1' }),
    row({ id: '2', status: 'paused' }),
    row({ id: '3', status: 'revoked' }),
    row({ id: '4', expiresAt: at(NOON + HOUR) }),
    row({ id: '5', expiresAt: at(NOON + 5 * DAY) }),
    row({ id: '6', expiresAt: at(NOON - DAY) }),
  ].map(indexed);

  test('count every token once, and today among soon', () => {
    const counts = countsOf(tokens, CLOCK);
    expect(counts).toEqual({ all: 6, active: 1, expires_soon: 2, paused: 1, expired: 1, revoked: 1 });
    for (const filter of FILTERS) {
      const passing = tokens.filter((token) => passes(filter, badgeOf(token, CLOCK)));
      expect(passing).toHaveLength(counts[filter]);
    }
  });

  test('show Paused only where something is, or where it is chosen', () => {
    const none = { ...countsOf(tokens, CLOCK), paused: 0 };
    expect(filtersToShow(countsOf(tokens, CLOCK), 'all')).toContain('paused');
    expect(filtersToShow(none, 'all')).not.toContain('paused');
    expect(filtersToShow(none, 'paused')).toContain('paused');
  });
});

test('words change at the full minute', () => {
  expect(untilNextMinute(5 * MINUTE)).toBe(MINUTE);
  expect(untilNextMinute(5 * MINUTE + 1)).toBe(MINUTE - 1);
});
