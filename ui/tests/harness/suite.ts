// What every browser test file begins with: a browser for the file, a page for each test, and the verdict that
// a page must not have complained.

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { putAside } from './coverage';
import { findChromium, open as openIn, type Opened, type Opening, startBrowser } from './host';

/** Opens a page in the file's browser; it is closed, and its complaints judged, when the test ends. */
export type Open = (opening?: Opening) => Promise<Opened>;

/** A group of browser tests; skipped, and counted as such, where there is no Chromium. */
export function browserTests(title: string, tests: (open: Open, tools: Tools) => void): void {
  describe.skipIf(!findChromium())(title, () => {
    let browser: Browser;
    const opened: { page: Opened; forgiven: RegExp[] }[] = [];
    const tools: Tools = {
      browser: () => browser,
      forgive: (page, ...complaints) => opened.find((one) => one.page === page)?.forgiven.push(...complaints),
    };
    beforeAll(async () => {
      browser = await startBrowser();
    });
    afterAll(async () => {
      putAside();
      await browser.close();
    });
    afterEach(async () => {
      const pages = opened.splice(0);
      const complaints: string[] = [];
      for (const { page, forgiven } of pages) {
        const said = [...page.problems, ...(await page.violations().catch(() => []))];
        complaints.push(...said.filter((one) => !forgiven.some((pattern) => pattern.test(one))));
        await page.close();
      }
      expect(complaints, 'a page must run without errors, warnings or policy violations').toEqual([]);
    });
    tests(async (opening) => {
      const page = await openIn(browser, opening);
      opened.push({ page, forgiven: [] });
      return page;
    }, tools);
  });
}

/** The less common needs of a test. */
export interface Tools {
  browser: () => Browser;
  /** Complaints that this page may make. */
  forgive: (page: Opened, ...complaints: RegExp[]) => void;
}
