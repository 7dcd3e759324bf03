// Every word is there in every language, with the same gaps to fill, and every key is used.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UI } from '../harness/build';

const folder = join(UI, 'messages');
const locales = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const wordsOf = (locale: string): Map<string, unknown> =>
  new Map(
    readdirSync(join(folder, locale))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => Object.entries(JSON.parse(readFileSync(join(folder, locale, file), 'utf8')) as object))
      .filter(([key]) => key !== '$schema'),
  );
const english = wordsOf('en');

/** What a message is filled with, whatever its plural form. */
function gaps(message: unknown): string[] {
  const text = JSON.stringify(message).replace(/"(declarations|selectors)":\[[^\]]*\]/g, '');
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
}

describe('the words', () => {
  it('exist in the same keys in every language', () => {
    expect(locales).toEqual(expect.arrayContaining(['en', 'de', 'ar']));
    expect(english.size).toBeGreaterThan(100);
    for (const locale of locales)
      expect([...wordsOf(locale).keys()].sort(), locale).toEqual([...english.keys()].sort());
  });

  it('have the same gaps in every language', () => {
    for (const locale of locales) {
      const words = wordsOf(locale);
      const different = [...english].filter(([key, message]) => String(gaps(message)) !== String(gaps(words.get(key))));
      expect(
        different.map(([key]) => key),
        locale,
      ).toEqual([]);
    }
  });

  it('are all used', () => {
    const sources = readdirSync(join(UI, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name) && !entry.parentPath.includes('paraglide'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    const unused = [...english.keys()].filter((key) => !new RegExp(`\\b${key}\\b`).test(sources));
    expect(unused).toEqual([]);
  });

  it('speak plainly: no “please”, no “successfully”, no exclamation mark, no markup', () => {
    const bad = [...english].filter(([, message]) =>
      /\bplease\b|successfully|!(?!=)|<\/?[a-z]+>/i.test(JSON.stringify(message)),
    );
    expect(bad.map(([key]) => key)).toEqual([]);
  });
});
