// Finds what a person means by a few letters: letters in order, better at the beginnings of words and in a row.

/** How well `typed` names `text`; null when its letters are not there in order. Higher is better. */
export function score(typed: string, text: string): number | null {
  const wanted = fold(typed).replace(/\s+/g, '');
  if (wanted === '') return 0;
  const letters = fold(text);
  const whole = letters.indexOf(fold(typed).trim());
  if (whole >= 0) return 1000 - whole - letters.length / 100 + (startsWord(letters, whole) ? 500 : 0);
  let total = 0;
  let from = 0;
  let last = -2;
  for (const letter of wanted) {
    const at = letters.indexOf(letter, from);
    if (at < 0) return null;
    total += at === last + 1 ? 8 : startsWord(letters, at) ? 6 : 1;
    last = at;
    from = at + 1;
  }
  return total - letters.length / 100;
}

/** The best `limit` of `items`, best first; equal ones keep their order. */
export function best<T>(typed: string, items: readonly T[], textOf: (item: T) => string, limit = Infinity): T[] {
  return items
    .map((item) => ({ item, score: score(typed, textOf(item)) }))
    .filter((scored): scored is { item: T; score: number } => scored.score !== null)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ item }) => item);
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
