import { expect, it } from 'vitest';
import { best, score } from './fuzzy';

it('letters must be there in order', () => {
  expect(score('gt', 'Generate token')).not.toBeNull();
  expect(score('tg', 'Generate token')).toBeNull();
  expect(score('', 'anything')).toBe(0);
});

it('beginnings of words and whole pieces come first', () => {
  const names = ['Nightly sync', 'PI Scanner Token', 'Historian scan', 'Scan station 7'];
  expect(best('scan', names, (name) => name)).toEqual(['Scan station 7', 'PI Scanner Token', 'Historian scan']);
  expect(best('ps', names, (name) => name, 1)).toEqual(['PI Scanner Token']);
});

it('accents and capitals do not matter', () => {
  expect(score('uber', 'Über Token Desk')).not.toBeNull();
});
