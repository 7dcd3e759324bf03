// Every state fits: at every size, enlarged, with wide text, in long words and from right to left.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openGenerate } from '../harness/acts';
import type { Opening } from '../harness/host';
import { inWindow, misfits } from '../harness/layout';
import { reach, type State, STATES } from '../harness/states';
import { browserTests } from '../harness/suite';

const SIZES: [number, number][] = [
  [320, 480],
  [640, 480],
  [860, 600],
  [1120, 760],
  [1920, 1080],
  [3840, 2160],
];

/** The states whose layout differs from the others' most. */
const TELLING = new Set([
  'home',
  'home-reminders',
  'general',
  'connections',
  'connections-file',
  'verifier-running',
  'tokens',
  'tokens-empty',
  'tokens-store-error',
  'tokens-selected',
  'generate-errors',
  'show-once-copied',
  'variable-read-only',
  'revoke',
  'personal',
  'personal-shown',
  'users',
  'users-details',
  'resources',
  'resources-details',
  'resources-add',
  'resources-token-made',
  'users-token-template',
  'home-access',
  'audit',
]);
const telling = STATES.filter((state) => TELLING.has(state.name));

browserTests('everything fits', (open) => {
  for (const state of telling) {
    it(`${state.name} at every size`, async () => {
      const opened = await reach(state, open);
      const found: string[] = [];
      for (const [width, height] of SIZES) {
        await opened.page.setViewportSize({ width, height });
        await redrawn(opened.page);
        found.push(...(await misfits(opened.page)).map((misfit) => `${String(width)}×${String(height)}: ${misfit}`));
      }
      expect(found).toEqual([]);
    });
  }

  const WAYS: [string, Opening][] = [
    ['at 200 % zoom', { size: [560, 380], context: { deviceScaleFactor: 2 } }],
    ['at 150 % text size', { scenario: { settings: { textSize: 150 } } }],
    ['at 150 % text size at 860×600', { size: [860, 600], scenario: { settings: { textSize: 150 } } }],
    ['in en-XA', { scenario: { locale: 'en-XA' } }],
    ['in en-XA at 640×480', { size: [640, 480], scenario: { locale: 'en-XA' } }],
    ['in de at 640×480', { size: [640, 480], scenario: { locale: 'de' } }],
    ['in ar', { scenario: { locale: 'ar' } }],
    ['in ar at 640×480', { size: [640, 480], scenario: { locale: 'ar' } }],
  ];
  for (const [way, also] of WAYS) {
    for (const state of translated(telling, also)) {
      it(`${state.name} ${way}`, async () => {
        const { page } = await reach(state, open, also);
        await redrawn(page);
        expect(await misfits(page)).toEqual([]);
        if (also.scenario?.locale === 'ar') expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
      });
    }
  }

  for (const state of telling) {
    it(`${state.name} with the text spacing of WCAG 1.4.12`, async () => {
      const { page } = await reach(state, open);
      await page.evaluate((css) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      }, SPACING);
      await redrawn(page);
      expect(await misfits(page)).toEqual([]);
    });
  }

  it('keeps the primary button in sight at 640×480', async () => {
    const { page } = await open({ size: [640, 480] });
    await page.getByRole('grid').waitFor();
    expect(await inWindow(page, { role: 'button', name: 'Generate token' })).toBe(true);
    await openGenerate(page);
    expect(await inWindow(page, { role: 'button', name: 'Generate token' })).toBe(true);
  });

  it('leaves the menu of a row within reach at 320×480', async () => {
    const { page } = await open({ size: [320, 480] });
    const grid = page.getByRole('grid');
    await grid.getByRole('row').nth(1).waitFor();
    const hidden = await grid.evaluate((element) => {
      const { overflowX } = getComputedStyle(element);
      return element.scrollWidth > element.clientWidth + 1 && overflowX !== 'auto' && overflowX !== 'scroll';
    });
    expect(hidden, 'what is wider than the grid can be scrolled to').toBe(false);
    const more = grid.getByRole('button', { name: /^Actions/ }).first();
    await more.scrollIntoViewIfNeeded();
    await more.click();
    await page.getByRole('menuitem', { name: /^Rename/ }).waitFor();
  });

  it('would notice a button whose words are cut', async () => {
    const { page } = await open();
    await page.evaluate(() => {
      const button = document.createElement('button');
      button.textContent = 'a label that does not fit';
      Object.assign(button.style, { width: '40px', overflow: 'hidden', whiteSpace: 'nowrap' });
      const wide = document.createElement('p');
      Object.assign(wide.style, { width: '3000px' });
      document.querySelector('main')?.append(button, wide);
    });
    expect((await misfits(page)).join('\n')).toContain('a label that does not fit');
  });
});

const SPACING =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }';

/** In another language only the states that are reached without words, as the words differ. */
function translated(states: State[], also: Opening): State[] {
  const locale = also.scenario?.locale;
  return locale === undefined
    ? states
    : states.filter((state) => state.go === undefined).map((state) => ({ ...state, says: [] }));
}

/** Waits for the frame after a change of size. On a busy machine lengths in `vw` and media queries follow later than the
 * width of the page does, and what is measured in between is a mixture that nobody gets to see. */
async function redrawn(page: Page): Promise<void> {
  await page.waitForFunction(
    (width) => document.documentElement.clientWidth === width && innerWidth === width,
    page.viewportSize()?.width,
  );
  await page.waitForFunction(() => {
    const probe = document.createElement('div');
    probe.style.inlineSize = '100vw';
    document.body.append(probe);
    const width = probe.offsetWidth;
    probe.remove();
    return width === innerWidth && matchMedia(`(width: ${String(width)}px)`).matches;
  });
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
}
