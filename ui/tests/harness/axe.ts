// axe-core on an open page.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What a change of colours alone can break. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const RULES = {
  /** WCAG 2.2 AA and best practice. */
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  colours: { type: 'rule', values: COLOURS },
} as const;
type RunOnly = (typeof RULES)[keyof typeof RULES];

/** Every violation of the rules, one line each with the elements. */
export async function axe(page: Page, rules: keyof typeof RULES = 'all'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(SOURCE);
  const covered = (await page.locator('[aria-modal=true]').count()) > 0;
  // What lies under a modal dialog is dimmed on purpose, and can be neither pressed nor focused: its colours are judged
  // in the states in which it is the page.
  if (!covered || rules === 'colours') return run(page, RULES[rules], covered);
  return [...(await run(page, RULES.all, false, COLOURS)), ...(await run(page, RULES.colours, true))];
}

/** One run over the page, without what a dialog covers if `above`, and without the rules `but`. */
async function run(page: Page, runOnly: RunOnly, above: boolean, but: readonly string[] = []): Promise<string[]> {
  const results = await page.evaluate(
    ({ runOnly, above, but }) =>
      (globalThis as unknown as { axe: { run: (on: unknown, how: unknown) => Promise<AxeResults> } }).axe.run(
        above ? { exclude: ['#app'] } : document,
        {
          runOnly,
          rules: Object.fromEntries(but.map((rule) => [rule, { enabled: false }])),
          resultTypes: ['violations'],
          // Styles and frames of other origins: the page has none.
          preload: false,
          iframes: false,
        },
      ),
    { runOnly, above, but },
  );
  return results.violations.map(
    (one) =>
      `${one.id} (${one.impact ?? '?'}): ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}
