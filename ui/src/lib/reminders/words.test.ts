import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import type { Reminder } from '../ipc/client';
import { lockedTrayWords, noticeOf, sentenceOf, trayWordsOf } from './words';

const NOON = new Date(2026, 10, 22, 12, 0, 0).getTime();
const DAY = 86_400_000;

function reminder(name: string, days: number): Reminder {
  const endsAt = new Date(NOON + days * DAY).toISOString();
  return { token: { id: name, name, user: null, endsAt }, days: 7, fresh: true };
}

const many = ['A', 'B', 'C', 'D', 'E'].map((name, at) => reminder(name, at + 2));

afterEach(() => speak('en'));

describe('what ends soon', () => {
  it('is told of one token in one sentence', () => {
    expect(sentenceOf([reminder('PI Scanner', 6)], NOON)).toBe('“PI Scanner” ends in 6 days.');
    expect(sentenceOf([reminder('PI Scanner', 1)], NOON)).toBe('“PI Scanner” ends tomorrow.');
  });

  it('names three of many and counts the others', () => {
    expect(sentenceOf(many, NOON)).toBe('5 tokens end soon: “A” in 2 days, “B” in 3 days, “C” in 4 days, and 2 more.');
    expect(noticeOf(many, NOON).title).toBe('5 tokens end soon');
    expect(noticeOf(many, NOON).body.split('\n')).toHaveLength(4);
  });

  it('tells the desktop the date, for it may be read days later', () => {
    const { title, body } = noticeOf([reminder('PI Scanner', 6)], NOON);
    expect(title).toBe('“PI Scanner” ends in 6 days');
    expect(body).toMatch(/^PI Scanner: Nov 28, 2026/);
  });

  it('says at the icon what ends next, and of a locked window no name', () => {
    expect(trayWordsOf(reminder('PI Scanner', 6).token, NOON).next).toBe('“PI Scanner” ends in 6 days');
    expect(trayWordsOf(null, NOON).next).toBe('No token ends');
    expect(lockedTrayWords().next).toBe('Token Desk is locked');
  });

  it.each(['de', 'ar'])('has no holes in %s', (language) => {
    speak(language);
    const { title, body } = noticeOf(many, NOON);
    for (const words of [sentenceOf(many, NOON), title, body]) expect(words).not.toMatch(/undefined|\{|\}/);
  });
});
