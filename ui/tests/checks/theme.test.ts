// Light, dark and the system's choice; little motion; forced colours; more contrast.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openProfile } from '../harness/acts';
import { reach, STATES } from '../harness/states';
import { browserTests } from '../harness/suite';

const CANVAS = { light: 'rgb(245, 247, 249)', dark: 'rgb(21, 23, 28)' };

browserTests('the theme', (open) => {
  it('follows the choice in General without a reload, and the system when asked to', async () => {
    const { page, desk } = await open({ route: '#/settings/general' });
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    expect(await canvas(page)).toBe(CANVAS.light);
    await page.getByRole('radio', { name: 'Dark' }).first().click();
    await expect.poll(() => canvas(page)).toBe(CANVAS.dark);
    await page.getByRole('radio', { name: 'Light' }).first().click();
    await expect.poll(() => canvas(page)).toBe(CANVAS.light);
    await page.getByRole('radio', { name: 'System' }).first().click();
    await desk((control) => control.systemTheme('dark'));
    await expect.poll(() => canvas(page)).toBe(CANVAS.dark);
    await desk((control) => control.systemTheme('light'));
    await expect.poll(() => canvas(page)).toBe(CANVAS.light);
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
  });

  it('can be chosen in the profile menu', async () => {
    const { page } = await open();
    await openProfile(page);
    await page.getByRole('menuitem', { name: 'Theme' }).press('ArrowRight');
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect.poll(() => canvas(page)).toBe(CANVAS.dark);
  });

  it('is right in the first frame, whatever the browser prefers', async () => {
    const { page } = await open({ scenario: { theme: 'dark' }, context: { colorScheme: 'light' } });
    expect(await canvas(page)).toBe(CANVAS.dark);
    const light = await open({ scenario: { theme: 'light' }, context: { colorScheme: 'dark' } });
    expect(await canvas(light.page)).toBe(CANVAS.light);
  });

  it('draws stronger lines when more contrast is asked for', async () => {
    const line = (page: Page) =>
      page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--line'));
    const normal = await open();
    const more = await open({ scenario: { contrast: 'more' } });
    expect(await line(more.page)).not.toBe(await line(normal.page));
  });
});

browserTests('little motion', (open) => {
  const calm = ['generate', 'show-once-copied', 'profile-menu', 'revoke'];
  for (const [way, also] of [
    ['the system', { context: { reducedMotion: 'reduce' as const } }],
    [
      'our own setting',
      { scenario: { settings: { motion: 'reduced' as const } }, context: { reducedMotion: 'no-preference' as const } },
    ],
  ] as const) {
    it(`moves nothing for longer than 100 ms when ${way} asks for it`, async () => {
      for (const state of STATES.filter(({ name }) => calm.includes(name))) {
        const { page } = await reach(state, open, { ...also, before: NOTE_ANIMATIONS });
        const long = await page.evaluate(() => (globalThis as unknown as { longest: () => string[] }).longest());
        expect(long, state.name).toEqual([]);
      }
    }, 120_000);
  }

  for (const [reduced, begins] of [
    ['reduce', false],
    ['no-preference', true],
  ] as const) {
    it(`${begins ? 'lets transitions begin otherwise' : 'lets no transition begin'}`, async () => {
      const { page } = await open({ before: NOTE_TRANSITIONS, context: { reducedMotion: reduced } });
      await page.getByRole('grid').getByRole('row').nth(2).getByRole('checkbox').click();
      await page.locator('[role=row][aria-selected=true]').waitFor();
      await page.getByRole('button', { name: 'Generate token' }).first().hover();
      const transitions = () => page.evaluate(() => (globalThis as unknown as { transitions: string[] }).transitions);
      if (begins) await expect.poll(transitions).not.toEqual([]);
      else expect(await transitions()).toEqual([]);
    });
  }

  it('moves otherwise, so that the check above checks something', async () => {
    const state = STATES.find(({ name }) => name === 'generate');
    if (!state) throw new Error('no such state');
    const { page } = await reach(state, open, { before: NOTE_ANIMATIONS, context: { reducedMotion: 'no-preference' } });
    const long = await page.evaluate(() => (globalThis as unknown as { longest: () => string[] }).longest());
    expect(long).not.toEqual([]);
  });
});

browserTests('forced colours', (open) => {
  const forced = { context: { forcedColors: 'active' as const } };

  it('tell the selected tab, the pressed chip and the selected row from the others', async () => {
    const { page } = await open({ ...forced, scenario: {} });
    await page.getByRole('grid').waitFor();
    const [tab, otherTab] = await looks(page, '[role=tab][aria-selected=true]', '[role=tab][aria-selected=false]');
    expect(tab).not.toEqual(otherTab);
    const [chip, otherChip] = await looks(page, 'main [aria-pressed=true]', 'main [aria-pressed=false]');
    expect(chip).not.toEqual(otherChip);
    await page.getByRole('grid').getByRole('row').nth(2).getByRole('checkbox').click();
    const [row, otherRow] = await looks(page, '[role=row][aria-selected=true]', '[role=row][aria-selected=false]');
    expect(row).not.toEqual(otherRow);
  });

  it('leave every word on the selected tab and in the selected row readable', async () => {
    const { page } = await open(forced);
    await page.getByRole('grid').getByRole('row').nth(2).getByRole('checkbox').click();
    await page.locator('[role=row][aria-selected=true]').waitFor();
    const faint = await page.evaluate(() => {
      const rgb = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
      const light = (colour: string) => {
        const [r = 0, g = 0, b = 0] = rgb(colour).map((part) =>
          part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (element: Element): string => {
        for (let at: Element | null = element; at; at = at.parentElement) {
          const { backgroundColor } = getComputedStyle(at);
          if (rgb(backgroundColor)[3] !== 0) return backgroundColor;
        }
        return 'rgb(255, 255, 255)';
      };
      const words = document.querySelectorAll(
        '[role=tab][aria-selected=true] *, [role=tab][aria-selected=true], [role=row][aria-selected=true] *',
      );
      return [...words]
        .filter((element) =>
          [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
        )
        .filter((element) => element.checkVisibility())
        .map((element) => {
          const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
          return { text: element.textContent, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
        })
        .filter(({ contrast }) => contrast < 4.5);
    });
    expect(faint).toEqual([]);
  });
});

/** Remembers every animation and transition that began, with its length. */
const NOTE_ANIMATIONS = `
const begun = new Map();
const look = () => {
  for (const one of document.getAnimations()) {
    const { duration, delay } = one.effect.getComputedTiming();
    begun.set(one, (one.animationName || one.transitionProperty || 'script') + ' ' + (duration === Infinity ? 'endless' : Number(duration) + delay) + ' on ' + (one.effect.target?.className ?? ''));
  }
};
for (const kind of ['transitionrun', 'animationstart']) document.addEventListener(kind, look, true);
globalThis.longest = () => [...begun.values()].filter((one) => / endless /.test(one) || Number(one.match(/ ([\\d.]+) on/)?.[1] ?? 0) > 100);`;

/** Remembers which properties began to change by and by. */
const NOTE_TRANSITIONS = `
globalThis.transitions = [];
document.addEventListener('transitionrun', ({ propertyName }) => globalThis.transitions.push(propertyName), true);`;

function canvas(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
}

/** How the first element of each selector looks, in the ways that forced colours leave. */
function looks(page: Page, ...selectors: string[]): Promise<string[]> {
  return page.evaluate(
    (list) =>
      list.map((selector) => {
        const element = document.querySelector(selector);
        if (!element) throw new Error(`nothing matches ${selector}`);
        const { color, backgroundColor, borderColor, borderWidth, outlineStyle, outlineColor, textDecorationLine } =
          getComputedStyle(element);
        return [color, backgroundColor, borderColor, borderWidth, outlineStyle, outlineColor, textDecorationLine].join(
          ' ',
        );
      }),
    selectors,
  );
}
