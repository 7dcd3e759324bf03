// Which lines of `src/` the browser tests run: V8 counts in Chromium; `tests/coverage.mjs` leads the counts
// back to the sources and prints the figure.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { UI } from './build';

/** Whether this run counts lines (`npm run coverage`). */
export const covering = process.env['COVER'] === '1';

const RAW = join(UI, 'dist-test', 'coverage');
const counted: unknown[] = [];

/** Begins to count in a page. */
export async function count(page: Page): Promise<void> {
  if (covering) await page.coverage.startJSCoverage({ resetOnNavigation: false });
}

/** Ends counting in a page. */
export async function counts(page: Page): Promise<void> {
  if (!covering || page.isClosed()) return;
  for (const { url, scriptId, functions } of await page.coverage.stopJSCoverage())
    counted.push({ url, scriptId, functions });
}

/** Puts what a test file counted where `tests/coverage.mjs` finds it. */
export function putAside(): void {
  if (counted.length === 0) return;
  mkdirSync(RAW, { recursive: true });
  writeFileSync(join(RAW, `${String(process.pid)}-${String(Date.now())}.json`), JSON.stringify(counted.splice(0)));
}
