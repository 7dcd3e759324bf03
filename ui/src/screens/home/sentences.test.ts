import { describe, expect, it } from 'vitest';
import { speak } from '$lib/i18n';
import { KNOWN_EVENTS, sentenceOf } from './sentences';

const row = (event: string, facts: Record<string, string> = {}) => ({
  seq: 1,
  at: '2026-11-22T12:00:00Z',
  event,
  tokenId: 'a',
  tokenName: 'PI Scanner Token',
  actor: 'me',
  source: 'window',
  facts,
});

describe.each(['en', 'de', 'ar'])('in %s', (language) => {
  it.each(KNOWN_EVENTS)('%s is a sentence without holes', (event) => {
    speak(language);
    expect(sentenceOf(row(event))).not.toMatch(/undefined|\{|\}/);
  });
});

it('names the token, and what it was called before', () => {
  speak('en');
  expect(sentenceOf(row('token.revoked'))).toBe('“PI Scanner Token” was revoked');
  expect(sentenceOf(row('token.renamed', { from: 'Old' }))).toBe('“Old” was renamed to “PI Scanner Token”');
});

it('says which resource it was, whom its password was for, and that it came back by itself', () => {
  speak('en');
  const facts = { resource: 'plant-db', account: 'datahub' };
  expect(sentenceOf(row('resource.checked_out', facts))).toBe(
    'The password of “plant-db” was checked out for “datahub”',
  );
  expect(sentenceOf(row('resource.checked_out', { resource: 'plant-db' }))).toBe(
    'The password of “plant-db” was checked out',
  );
  expect(sentenceOf(row('resource.checked_in', facts))).toBe('The password of “plant-db” was checked in');
  expect(sentenceOf(row('resource.checked_in', { ...facts, by_itself: 'true' }))).toMatch(/by itself/);
});

it('tells an event from a newer program by its word', () => {
  speak('en');
  expect(sentenceOf(row('token.polished'))).toBe('token.polished and PI Scanner Token');
});
