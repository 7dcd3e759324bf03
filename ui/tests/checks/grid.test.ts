// The grid with 10,000 tokens: its keys, its one tab stop, its size.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Opened, Opening } from '../harness/host';
import { browserTests } from '../harness/suite';

const MANY: Opening = { scenario: { rows: 'many' } };

browserTests('the grid with 10,000 tokens', (open) => {
  it('walks by arrows, pages and to both ends, and says where it is', async () => {
    const { page } = await intoGrid(await open(MANY));
    const first = await place(page);
    expect(first.row).toBe(2);
    await page.keyboard.press('ArrowDown');
    expect(await place(page)).toEqual({ row: 3, column: first.column });
    await page.keyboard.press('PageDown');
    expect((await place(page)).row).toBeGreaterThan(6);
    await page.keyboard.press('Control+End');
    await expect.poll(() => place(page).then((here) => here.row)).toBe(10_001);
    expect((await place(page)).column, 'Control+End is the last cell').toBeGreaterThan(first.column);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => place(page).then((here) => here.row)).toBe(10_000);
    await page.keyboard.press('Control+Home');
    await expect.poll(() => place(page).then((here) => here.row)).toBeLessThanOrEqual(2);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
  });

  it('has one element that Tab stops at', async () => {
    const { page } = await intoGrid(await open(MANY));
    for (const keys of [[], ['Control+End'], ['ArrowUp', 'ArrowLeft'], ['Control+Home', 'PageDown']]) {
      for (const key of keys) await page.keyboard.press(key);
      await page.clock.runFor(100);
      const stops = await page.getByRole('grid').evaluate((grid) => {
        const able = '[tabindex], a[href], button, input, select, textarea';
        return [grid, ...grid.querySelectorAll<HTMLElement>(able)].filter(
          (one) => one.matches(able) && (one as HTMLElement).tabIndex >= 0,
        ).length;
      });
      expect(stops, keys.join(' ')).toBe(1);
    }
  });

  it('keeps the focused row when it is scrolled out of sight and back', async () => {
    const { page } = await intoGrid(await open(MANY));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const before = await place(page);
    await scrollGrid(page, 200_000);
    expect(await place(page), 'the row is still there while out of sight').toEqual(before);
    await scrollGrid(page, 0);
    expect(await place(page)).toEqual(before);
  });

  it('never hides the focused row behind the header', async () => {
    const { page } = await intoGrid(await open(MANY));
    await page.keyboard.press('Control+End');
    for (let presses = 0; presses < 40; presses += 1) await page.keyboard.press('ArrowUp');
    const hidden = await page.evaluate(() => {
      const cell = document.activeElement as HTMLElement;
      const box = cell.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + Math.min(20, box.width / 2), box.top + 4);
      return !(
        cell.contains(top) ||
        (top?.contains(cell) ?? false) ||
        top?.closest('[role=row]') === cell.closest('[role=row]')
      );
    });
    expect(hidden).toBe(false);
  });

  it('selects by Space, extends by Shift and takes all that the filter shows', async () => {
    const { page } = await intoGrid(await open(MANY));
    await page.keyboard.press('Space');
    await page
      .getByText(/^1 selected/)
      .first()
      .waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page
      .getByText(/^3 selected/)
      .first()
      .waitFor();
    await page.keyboard.press('Control+a');
    await page
      .getByText(/^10,000 selected/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('counts the kinds on its chips and shows what a chip names', async () => {
    const { page } = await open(MANY);
    await page.getByRole('grid').waitFor();
    for (const [words, rows] of [
      [/^Active\D*8,714/, 8715],
      [/^Expires soon\D*314/, 315],
      [/^Expired\D*602/, 603],
      [/^Revoked\D*370/, 371],
      [/^All\D*10,000/, 10_001],
    ] as const) {
      await page.getByRole('button', { name: words }).click();
      await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(rows));
      expect(await page.getByRole('button', { name: words }).getAttribute('aria-pressed')).toBe('true');
    }
  });

  it('finds by name, and sorts by a header, saying so', async () => {
    const { page } = await open(MANY);
    await page.getByRole('main').getByRole('searchbox').fill('plant 7 42');
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount').then(Number)).toBeLessThan(300);
    expect(await page.getByRole('grid').getByRole('row').nth(1).textContent()).toContain('plant 7');
    await page.getByRole('columnheader').getByRole('button', { name: 'Name' }).click();
    await page.getByRole('columnheader', { name: /^Name/ }).and(page.locator('[aria-sort]')).waitFor();
    expect(
      await page.locator('[aria-sort=ascending], [aria-sort=descending]').count(),
      'only one header is sorted',
    ).toBe(1);
  });

  it('puts fewer than 1,500 nodes on the page', async () => {
    const { page } = await open({ ...MANY, size: [1280, 800] });
    await page.getByRole('grid').getByRole('row').nth(5).waitFor();
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    console.log(`  nodes with 10,000 tokens at 1280×800: ${String(nodes)}`);
    expect(nodes).toBeLessThan(1500);
  });

  it('follows what another window does: new, changed and gone', async () => {
    const opened = await open();
    const { page, desk } = opened;
    await page.getByRole('grid').waitFor();
    await desk((control) => {
      const row = [...control.desk.rows.values()].find((one) => one.name === 'PI Scanner Token');
      if (row) control.desk.changeElsewhere(row.id, { name: 'Renamed elsewhere', status: 'revoked' });
    });
    await page.getByRole('row').filter({ hasText: 'Renamed elsewhere' }).getByText('Revoked').waitFor();
    await desk((control) => {
      const row = [...control.desk.rows.values()].find((one) => one.name === 'Renamed elsewhere');
      if (row) control.desk.removeElsewhere(row.id);
    });
    await expect.poll(() => page.getByText('Renamed elsewhere').count()).toBe(0);
  });
});

async function intoGrid(opened: Opened): Promise<Opened> {
  const { page } = opened;
  const grid = page.getByRole('grid');
  await grid.getByRole('row').nth(2).waitFor();
  await grid.evaluate((element) => {
    const able = [element, ...element.querySelectorAll<HTMLElement>('[tabindex="0"], button, input')] as HTMLElement[];
    able.find((one) => one.tabIndex >= 0 && one.closest('[role=grid]'))?.focus();
  });
  await expect.poll(() => place(page).then((here) => here.row)).toBeGreaterThan(0);
  // From the header the first row is one step down.
  if ((await place(page)).row === 1) await page.keyboard.press('ArrowDown');
  return opened;
}

/** The row and column, as assistive technology is told, of what has the focus. */
function place(page: Page): Promise<{ row: number; column: number }> {
  return page.evaluate(() => {
    const cell = document.activeElement?.closest('[role=gridcell], [role=columnheader], [role=rowheader]');
    return {
      row: Number(cell?.closest('[role=row]')?.getAttribute('aria-rowindex') ?? 0),
      column: Number(cell?.getAttribute('aria-colindex') ?? 0),
    };
  });
}

async function scrollGrid(page: Page, top: number): Promise<void> {
  await page.getByRole('grid').evaluate((grid, to) => {
    const all = [grid, ...grid.querySelectorAll('*')];
    let around: Element | null = grid.parentElement;
    while (around) {
      all.push(around);
      around = around.parentElement;
    }
    const scroller = all.find((one) => one.scrollHeight > one.clientHeight + 10_000);
    scroller?.scrollTo({ top: to });
  }, top);
  await page.clock.runFor(200);
}
