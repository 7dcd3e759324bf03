// The three regions of the window that F6 goes round: top bar, rail, page.
import { tick } from 'svelte';

const TABBABLE =
  'a[href], button:not([tabindex="-1"]), input:not([tabindex="-1"]), select, textarea, [tabindex]:not([tabindex="-1"])';

/** Moves the focus to the next region, or with `-1` to the one before. */
export function cycleRegions(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at < 0 ? (step > 0 ? 0 : regions.length - 1) : at + step + regions.length) % regions.length];
  if (next) enter(next);
}

/** Moves the focus to the page, once it is there. */
export function focusPage(): void {
  void tick().then(() => document.querySelector<HTMLElement>('[data-region="page"]')?.focus());
}

/** Moves the focus to the search field of the page; answers whether it has one. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-region="page"] input[type="search"]');
  field?.focus();
  field?.select();
  return field !== null;
}

function enter(region: HTMLElement): void {
  const inside =
    region.querySelector<HTMLElement>('[aria-selected="true"][role="tab"]') ??
    [...region.querySelectorAll<HTMLElement>(TABBABLE)].find((each) => each.offsetParent !== null);
  (inside ?? region).focus();
}
