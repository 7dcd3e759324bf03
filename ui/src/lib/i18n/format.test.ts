import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ago,
  clock,
  collator,
  date,
  dateAndTime,
  days,
  daysBetween,
  directionOf,
  expires,
  initials,
  lastUsed,
  list,
  locale,
  number,
  span,
  speak,
  time,
  weekendDay,
} from '.';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const before = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const zone = process.env['TZ'];
beforeEach(() => {
  process.env['TZ'] = 'UTC';
  speak('en');
});
afterEach(() => {
  process.env['TZ'] = zone ?? 'UTC';
});

describe('an end on a weekend', () => {
  it('is named, and a working day is not', () => {
    expect(weekendDay('2026-11-28T12:00:00Z')).toBe('Saturday');
    expect(weekendDay('2026-11-29T12:00:00Z')).toBe('Sunday');
    expect(weekendDay('2026-11-30T12:00:00Z')).toBeNull();
    speak('de');
    expect(weekendDay('2026-11-28T12:00:00Z')).toBe('Samstag');
  });

  it('is that of the place where the language is spoken', () => {
    speak('ar');
    expect(weekendDay('2026-11-27T12:00:00Z'), 'a Friday').not.toBeNull();
    expect(weekendDay('2026-11-29T12:00:00Z'), 'a Sunday').toBeNull();
  });
});

describe('when a token ends', () => {
  it.each([
    [null, 'Never'],
    ['2026-11-22T23:30:00Z', 'today 11:30 PM'],
    ['2026-11-22T01:00:00Z', 'today 1:00 AM'],
    ['2026-11-23T00:10:00Z', 'tomorrow'],
    ['2026-11-28T12:00:00Z', 'in 6 days'],
    ['2026-12-22T12:00:00Z', 'in 30 days'],
    ['2026-12-23T12:00:00Z', 'Dec 23, 2026'],
    ['2027-06-11T12:00:00Z', 'Jun 11, 2027'],
    ['2026-11-21T12:00:00Z', 'Nov 21, 2026'],
  ])('%s is told as “%s”', (end, words) => {
    expect(expires(end, NOW).replace('\u202f', ' ')).toBe(words);
  });
});

describe('when a token was used', () => {
  it.each([
    [null, 'Never used'],
    [before(0), 'just now'],
    [before(59_000), 'just now'],
    [before(-5 * MINUTE), 'just now'],
    [before(MINUTE), '1 minute ago'],
    [before(59 * MINUTE), '59 minutes ago'],
    [before(3 * HOUR), '3 hours ago'],
    [before(11 * HOUR), '11 hours ago'],
    [before(13 * HOUR), 'yesterday'],
    [before(DAY), 'yesterday'],
    [before(6 * DAY), '6 days ago'],
    [before(30 * DAY), '30 days ago'],
    [before(90 * DAY), 'Aug 24, 2026'],
  ])('%s is told as “%s”', (instant, words) => {
    expect(lastUsed(instant, NOW)).toBe(words);
  });

  it('hours are told as hours across midnight', () => {
    const oneAtNight = Date.parse('2026-11-22T01:00:00Z');
    expect(ago('2026-11-21T23:00:00Z', oneAtNight)).toBe('2 hours ago');
  });
});

describe('days between', () => {
  it('counts nights, not hours', () => {
    expect(daysBetween(Date.parse('2026-11-23T00:01:00Z'), Date.parse('2026-11-22T23:59:00Z'))).toBe(1);
    expect(daysBetween(NOW, NOW)).toBe(0);
  });

  it('is not confused by daylight saving', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const noonBefore = new Date(2027, 2, 27, 12).getTime();
    const noonAfter = new Date(2027, 2, 28, 12).getTime();
    expect(noonAfter - noonBefore).toBe(23 * HOUR);
    expect(daysBetween(noonAfter, noonBefore)).toBe(1);
  });

  it('follows the time zone of the computer', () => {
    const [evening, night] = [Date.parse('2026-11-22T20:00:00Z'), Date.parse('2026-11-22T23:30:00Z')];
    expect(daysBetween(night, evening)).toBe(0);
    process.env['TZ'] = 'Asia/Tokyo';
    expect(daysBetween(Date.parse('2026-11-22T16:00:00Z'), Date.parse('2026-11-22T14:00:00Z'))).toBe(1);
  });
});

describe('numbers, dates and spans', () => {
  it('are written as the language does', () => {
    expect(number(10_000)).toBe('10,000');
    expect(date('2027-02-20T12:00:00Z')).toBe('Feb 20, 2027');
    expect(dateAndTime('2027-02-20T14:05:00Z').replace('\u202f', ' ')).toBe('Feb 20, 2027, 2:05 PM UTC');
    expect(time('2027-02-20T14:05:00Z').replace('\u202f', ' ')).toBe('2:05 PM');
    expect(list(['Admin', 'User', 'Moderator'])).toBe('Admin, User, and Moderator');
    expect(days(1)).toBe('1 day');
    speak('de');
    expect(number(10_000)).toBe('10.000');
    expect(date('2027-02-20T12:00:00Z')).toBe('20.02.2027');
    expect(days(90)).toBe('90 Tage');
    expect(expires('2026-11-23T00:10:00Z', NOW)).toBe('morgen');
  });

  it.each([
    [0, '0:00'],
    [-3, '0:00'],
    [44.2, '0:45'],
    [60, '1:00'],
    [725, '12:05'],
    [90_000, '1500:00'],
  ])('%d seconds count down as %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text);
  });

  it.each([
    [15, '15 seconds'],
    [60, '1 minute'],
    [300, '5 minutes'],
    [3600, '1 hour'],
    [0, '0 seconds'],
    [90, '90 seconds'],
  ])('%d seconds are “%s”', (seconds, text) => {
    expect(span(seconds)).toBe(text);
  });
});

describe('names', () => {
  it.each([
    ['Site Admin', 'SA'],
    ['pi-admin', 'PA'],
    ['root', 'R'],
    ['PLANT7\\pi.admin', 'PA'],
    ['  Ada  King  Lovelace ', 'AL'],
    ['', ''],
    ['مدير الموقع', 'ما'],
    ['👩‍🔬 lab', '👩‍🔬L'],
  ])('the initials of “%s” are “%s”', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it('are sorted with numbers by value and capitals beside small letters', () => {
    expect(['plant 10', 'Plant 9', 'plant 9 b'].sort(collator().compare)).toEqual(['Plant 9', 'plant 9 b', 'plant 10']);
    expect(collator()).toBe(collator());
  });
});

describe('the language', () => {
  it('keeps the region for numbers and dates', () => {
    speak('en-GB');
    expect(locale.words).toBe('en');
    expect(locale.tag).toBe('en-GB');
    expect(date('2027-02-20T12:00:00Z')).toBe('20 Feb 2027');
  });

  it('falls back to English words and English numbers', () => {
    speak('fr-CA');
    expect([locale.words, locale.tag]).toEqual(['en', 'en']);
    expect(document.documentElement.lang).toBe('en');
  });

  it('survives a tag that is none', () => {
    speak('en_US.UTF-8');
    expect(locale.words).toBe('en');
    expect(number(1000)).toBe('1,000');
  });

  it('marks the document with its direction', () => {
    speak('ar');
    expect(document.documentElement.dir).toBe('rtl');
    expect(locale.dir).toBe('rtl');
    expect(directionOf('he-IL')).toBe('rtl');
    speak('de-AT');
    expect(document.documentElement.dir).toBe('ltr');
  });
});

it('instants may be numbers and dates', () => {
  expect(date(NOW)).toBe(date(new Date(NOW)));
});
