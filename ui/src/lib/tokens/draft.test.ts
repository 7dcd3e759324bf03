import { describe, expect, test } from 'vitest';
import type { Policy, TokenDraft } from '../ipc/bindings';
import { DAY } from './clock';
import { daysProblem, draftProblems, endOf, nameProblem, presetsFor, wholeDays } from './draft';
import { NOON } from './fixtures';

const FREE: Policy = { maxDays: 3650, neverAllowed: true };
const STRICT: Policy = { maxDays: 90, neverAllowed: false };
const DRAFT: TokenDraft = {
  name: 'PI Scanner Token',
  days: '90',
  owner: 'me',
  groups: ['User'],
  scopes: [],
  limits: { rate: '', uses: '', networks: '' },
  description: '',
};

describe('days', () => {
  test.each(['0', '1', '90', '3650', ' 90 '])('%s is accepted', (days) => {
    expect(daysProblem(days, FREE)).toBeUndefined();
  });

  test.each(['', ' ', '-1', '1.5', '٣', 'ten', '1e3', '0x10', '９'])('"%s" is not a whole number', (days) => {
    expect(daysProblem(days, FREE)).toEqual({ problem: 'not_a_number' });
  });

  test('the cap is the program’s or the policy’s, and it is said which', () => {
    expect(daysProblem('3651', FREE)).toEqual({ problem: 'over_cap', max: 3650, byPolicy: false });
    expect(daysProblem('99999', FREE)).toEqual({ problem: 'over_cap', max: 3650, byPolicy: false });
    expect(daysProblem('91', STRICT)).toEqual({ problem: 'over_cap', max: 90, byPolicy: true });
    expect(daysProblem('0', STRICT)).toEqual({ problem: 'never_not_allowed', max: 90 });
  });

  test('presets follow the policy', () => {
    expect(presetsFor(FREE)).toEqual([7, 30, 90, 365, 0]);
    expect(presetsFor(STRICT)).toEqual([7, 30, 90]);
  });

  test('the end is so many times 24 hours away, to the millisecond, on every day of a year', () => {
    for (let day = 0; day < 366; day += 1) {
      const now = NOON + day * DAY;
      expect(endOf('90', now)).toBe(now + 90 * DAY);
    }
    expect(endOf('0', NOON)).toBeNull();
    expect(endOf('1.5', NOON)).toBeNull();
    expect(endOf('4000', NOON)).toBeNull();
    expect(wholeDays('0090')).toBe(90);
  });
});

describe('a name', () => {
  test.each([
    ['', { problem: 'empty' }],
    ['   ', { problem: 'empty' }],
    ['W'.repeat(81), { problem: 'too_long', max: 80 }],
  ])('"%s" is refused', (name, problem) => {
    expect(nameProblem(name)).toEqual(problem);
  });

  test.each(['W'.repeat(80), '试'.repeat(80), '🔑'.repeat(80), '<img onerror=alert(1)>', 'בדיקה', ' PI Scanner '])(
    '"%s" is accepted',
    (name) => expect(nameProblem(name)).toBeUndefined(),
  );
});

describe('a draft', () => {
  test('without a fault has no problems', () => {
    expect(draftProblems(DRAFT, FREE)).toEqual({});
  });

  test('tells every field’s first problem', () => {
    expect(draftProblems({ ...DRAFT, name: '', days: 'x', groups: [] }, FREE)).toEqual({
      name: { problem: 'empty' },
      days: { problem: 'not_a_number' },
      groups: { problem: 'empty' },
    });
  });
});
