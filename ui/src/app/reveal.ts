// A deep link leads to a row of Settings: it is brought into sight, flashes, and its control gets the focus.
import { tick } from 'svelte';

/** Shows the row of this id, where it is on the page. */
export async function reveal(id: string): Promise<void> {
  await tick();
  const row = document.getElementById(`setting-${id}`);
  if (row === null) return;
  row.scrollIntoView({ block: 'center' });
  row.classList.remove('flash');
  // Read, so that the animation starts anew.
  void row.offsetWidth;
  row.classList.add('flash');
  row.querySelector<HTMLElement>('input:checked, input, button')?.focus({ preventScroll: true });
}
