/** The form in which text is searched: without case, width and accent-composition differences. */
export function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The words of a query. Every one of them has to be found. */
export function queryWords(query: string): string[] {
  return normalised(query).split(/\s+/u).filter(Boolean);
}

/** Whether every word occurs in a haystack made by {@link normalised}. No words: everything matches. */
export function matches(haystack: string, words: readonly string[]): boolean {
  for (const word of words) if (!haystack.includes(word)) return false;
  return true;
}
