// Whether a page fits: no sideways scrolling of the page, no label or button whose words are cut, nothing that
// a person would have to press outside of the window.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { UI } from './build';

const MISFITS = readFileSync(join(UI, 'tests/harness/misfits.js'), 'utf8');

/** What does not fit, in words; empty if everything does. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`${MISFITS}; misfits()`);
}

/** Whether an element lies wholly in the window without scrolling. */
export function inWindow(page: Page, selector: { role: string; name: string }): Promise<boolean> {
  return page
    .getByRole(selector.role as 'button', { name: selector.name })
    .last()
    .evaluate((element) => {
      const box = element.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
      return inside && (element.contains(top) || top?.contains(element) === true);
    });
}
