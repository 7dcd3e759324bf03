// Words, numbers and dates. `m.some_key()` is a sentence of `messages/`; everything with a number or a date in
// it is formatted by `format.ts` first.
export * as m from './paraglide/messages.js';
export * from './format';
export { directionOf, locale, speak } from './locale.svelte';
