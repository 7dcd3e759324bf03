import { expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import type { ResourceHolding, ResourceRow } from '$lib/ipc/client';
import { holder, rotationWords, standing, until } from './words';

const NOW = Date.parse('2026-11-23T14:00:00Z');

function held(minutes: number, by: Partial<ResourceHolding> = {}): ResourceHolding {
  const at = (left: number) => new Date(NOW + left * 60_000).toISOString();
  return { id: '1', account: 'ann', token: null, reason: 'night job', takenAt: at(-5), endsAt: at(minutes), ...by };
}

function row(...holdings: ResourceHolding[]): ResourceRow {
  return { held: holdings } as unknown as ResourceRow;
}

it('says who has it: the token, else the person, else that it is somebody else’s token', () => {
  speak('en');
  expect(holder(held(1, { token: 'Night job' }))).toBe('Night job');
  expect(holder(held(1))).toBe('ann');
  expect(holder(held(1, { account: null }))).toBe('A token');
  expect(standing(row())).toBe('Nobody');
  expect(standing(row(held(1)))).toBe('ann');
  expect(standing(row(held(1), held(2), held(3)))).toBe('ann and 2 more');
});

it('says how long it is out, and never less than nothing', () => {
  speak('en');
  expect(until(held(25), NOW)).toContain('25 minutes left');
  expect(until(held(0.2), NOW)).toContain('1 minute left');
  expect(until(held(150), NOW)).toContain('3 hours left');
  expect(until(held(-3), NOW)).toContain('0');
});

it.each(['en', 'de', 'ar'])('tells every way of failing in %s, and nothing where nothing is to be done', (language) => {
  speak(language);
  expect(rotationWords({ state: 'quiet' })).toBeNull();
  expect(rotationWords({ state: 'due' })).toBe(rotationWords({ state: 'runs' }));
  const problems = [
    { problem: 'not_started' },
    { problem: 'failed', code: 3 },
    { problem: 'killed' },
    { problem: 'timed_out' },
  ] as const;
  const told = problems.map((problem) => rotationWords({ state: 'failed', problem }));
  expect(new Set(told).size).toBe(problems.length);
  for (const words of told) expect(words).not.toMatch(/undefined|\{|\}/);
});
