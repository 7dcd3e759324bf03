import { describe, expect, test } from 'vitest';
import { NOON, at, row } from '$lib/tokens/fixtures';
import { DAY } from '$lib/tokens/clock';
import { endOf, eventLabel } from './words';

describe('when a token ends, in the list', () => {
  const ends = at(NOON + 3 * DAY);

  test('a living one tells how far off that is', () => {
    expect(endOf(row({ expiresAt: ends }), NOON)).toBe('in 3 days');
    expect(endOf(row({ status: 'paused', expiresAt: ends }), NOON)).toBe('in 3 days');
  });

  test('a revoked one has ended, whatever its hour was', () => {
    expect(endOf(row({ status: 'revoked', expiresAt: ends }), NOON)).toBe('–');
    expect(endOf(row({ status: 'revoked', expiresAt: null }), NOON)).toBe('–');
  });
});

test('what the program does by itself has words of its own', () => {
  expect(['token.record_purged', 'store.restored', 'clock.trusted'].map(eventLabel)).toEqual([
    'Record gone for good',
    'Token store restored from a copy',
    'Clock taken for right',
  ]);
});
