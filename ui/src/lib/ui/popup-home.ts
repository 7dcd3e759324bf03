// Where popups are mounted: inside the dialog that they were opened from, so that they stay within its focus trap
// and its landmark; else in the page's own popup layer.
import { getContext, hasContext, setContext } from 'svelte';

const KEY = Symbol('popup home');

/** Called by dialogs: popups of their content go into this element. */
export function housePopups(element: () => HTMLElement | null): void {
  setContext(KEY, element);
}

/** Called by popups while they are set up. */
export function popupHome(): () => HTMLElement {
  const dialog = hasContext(KEY) ? getContext<() => HTMLElement | null>(KEY) : () => null;
  return () => dialog() ?? document.getElementById('popups') ?? document.body;
}
