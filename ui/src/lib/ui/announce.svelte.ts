// Status messages for screen readers: one polite and one assertive region, mounted once by {@link LiveRegions}.

/** What the two regions say now. */
export const spoken = $state({ polite: '', assertive: '' });

/** Says something without moving the focus. The same words twice are said twice. */
export function announce(words: string, manner: 'polite' | 'assertive' = 'polite'): void {
  // A no-break space at the end makes a repeated sentence a changed one.
  spoken[manner] = spoken[manner] === words ? `${words}\u00a0` : words;
}
