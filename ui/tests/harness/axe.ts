// axe-core on an open page.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = {
  /** WCAG 2.2 AA and best practice. */
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  /** What a change of colours alone can break. */
  colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
};

/** Every violation of the rules, one line each with the elements. */
export async function axe(page: Page, rules: keyof typeof RULES = 'all'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE);
  const results = await page.evaluate(
    (runOnly) =>
      (globalThis as unknown as { axe: { run: (on: Document, how: unknown) => Promise<AxeResults> } }).axe.run(
        document,
        {
          runOnly,
          resultTypes: ['violations'],
          // Styles and frames of other origins: the page has none.
          preload: false,
          iframes: false,
        },
      ),
    RULES[rules],
  );
  return results.violations.map(
    (one) =>
      `${one.id} (${one.impact ?? '?'}): ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}
