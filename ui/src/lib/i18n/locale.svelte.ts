// The language of the window. Rust says which (a choice in General, else the system's), the page follows.

import { baseLocale, defineCustomClientStrategy, locales, setLocale, type Locale } from './paraglide/runtime.js';

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

let tag = $state<string>(baseLocale);
let words: Locale = baseLocale;

defineCustomClientStrategy('custom-desk', { getLocale: () => words, setLocale: () => undefined });

/** The language in use. */
export const locale = {
  /** BCP 47, for numbers, dates and sorting: keeps the region that the system names. */
  get tag(): string {
    return tag;
  },
  /** The language of the words. */
  get words(): Locale {
    void tag;
    return words;
  },
  /** Which way text runs. */
  get dir(): 'ltr' | 'rtl' {
    return directionOf(tag);
  },
};

/** Which way a language runs. */
export function directionOf(of: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(of.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** Switches the window to a language and marks the document with it. */
export function speak(asked: string): void {
  words = closest(asked);
  void setLocale(words, { reload: false });
  // Words and numbers must agree: a system in French gets English words and English numbers.
  tag = asked.split('-')[0] === words.split('-')[0] ? canonical(asked) : words;
  document.documentElement.lang = words;
  document.documentElement.dir = directionOf(words);
}

function closest(asked: string): Locale {
  const known: readonly string[] = locales;
  const language = asked.split('-')[0] ?? '';
  return (known.includes(asked) ? asked : known.includes(language) ? language : baseLocale) as Locale;
}

function canonical(asked: string): string {
  try {
    return Intl.getCanonicalLocales(asked)[0] ?? baseLocale;
  } catch {
    return words;
  }
}
