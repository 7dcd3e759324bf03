// Names that try to break out of their cell, and 300 scripts typed into every field.

import { expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../../src/lib/ipc/fixtures';
import { anyDialog, daysField, dialog, openGenerate } from '../harness/acts';
import type { Opened } from '../harness/host';
import { browserTests } from '../harness/suite';
import { scripts } from '../harness/scripts';

browserTests('hostile words', (open) => {
  it('stay words, on one line, whole in the dialog', async () => {
    const opened = await open({ scenario: { rows: 'hostile' }, size: [1120, 1200] });
    const { page } = opened;
    const grid = page.getByRole('grid');
    await grid
      .getByRole('row')
      .nth(HOSTILE_NAMES.length - 1)
      .waitFor();
    const heights = await grid
      .getByRole('row')
      .evaluateAll((rows) => rows.slice(1).map((row) => Math.round(row.getBoundingClientRect().height)));
    expect(new Set(heights).size, 'every row is as high as the others').toBe(1);
    const texts = await grid.evaluate((element) => element.textContent);
    for (const name of HOSTILE_NAMES) expect(squeezed(texts), name).toContain(squeezed(name));
    expect(await ran(opened)).toBe(false);
    expect(await page.locator('[role=grid] img, [role=grid] script').count()).toBe(0);

    await grid
      .getByRole('row')
      .nth(1)
      .getByRole('button', { name: /actions|more|menu/i })
      .click();
    await page.getByRole('menuitem', { name: /^Revoke/ }).click();
    const asked = anyDialog(page);
    await asked.waitFor();
    const told = squeezed((await asked.textContent()) ?? '');
    expect(
      HOSTILE_NAMES.some((name) => told.includes(squeezed(name))),
      'the dialog has the whole name',
    ).toBe(true);
  });

  it('mirror nothing but their own letters when they run from right to left', async () => {
    const { page } = await open({ scenario: { rows: 'hostile' } });
    const cell = page.getByRole('row').filter({ hasText: 'ماسح المصنع' }).locator('[dir=auto]').first();
    await cell.waitFor();
    expect(await cell.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    expect(await page.getByRole('grid').evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
  });

  it('run no script, whichever of 300 is typed into a field or comes back from Rust', async () => {
    const opened = await open({ time: null });
    const { page, desk } = opened;
    await page.getByRole('grid').waitFor();
    const payloads = scripts(300);

    const search = page.getByRole('main').getByRole('searchbox');
    for (const payload of payloads) {
      await search.fill(payload);
      expect(await search.inputValue()).toBe(payload.replace(/[\r\n]/g, ''));
    }
    await search.fill('');

    const form = await openGenerate(page);
    const name = form.getByRole('textbox', { name: 'Name' });
    for (const payload of payloads) await name.fill(payload);
    for (const payload of payloads.slice(0, 60)) {
      await daysField(form)
        .fill(payload)
        .catch(() => undefined);
      await form.getByRole('combobox', { name: 'Groups' }).fill(payload);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: 'Discard' })
      .click()
      .catch(() => undefined);
    await expect.poll(() => anyDialog(page).count()).toBe(0);

    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog').getByRole('combobox');
    for (const payload of payloads) await palette.fill(payload);
    await page.keyboard.press('Escape');

    // What another program wrote comes back through the list, the details and every dialog.
    const rows = await desk((control, names) => {
      const all = [...control.desk.rows.values()];
      names.forEach((one, at) => {
        const row = all[at % all.length];
        if (row) control.desk.changeElsewhere(row.id, { name: one, lastUsedFrom: one, createdBy: one });
      });
      return all.length;
    }, payloads);
    expect(rows).toBeGreaterThan(0);
    await page
      .getByRole('grid')
      .getByRole('row')
      .nth(1)
      .getByRole('button', { name: /actions|more|menu/i })
      .click();
    await page.getByRole('menuitem', { name: 'View details' }).click();
    await page.waitForTimeout(100);

    expect(await ran(opened)).toBe(false);
    expect(page.url()).toContain('tauri.localhost');
    expect(await opened.violations()).toEqual([]);
  });

  it('run no script as the name of a variable', async () => {
    const opened = await open({ time: null });
    const { page } = opened;
    const form = await openGenerate(page);
    await form.getByRole('textbox', { name: 'Name' }).fill('Scanner 9');
    await page.keyboard.press('Enter');
    await dialog(page, 'Copy your token now')
      .getByRole('button', { name: /^Set environment variable/ })
      .click();
    const field = dialog(page, 'Set environment variable').getByRole('textbox', { name: 'Name' });
    for (const payload of scripts(300)) await field.fill(payload);
    expect(await ran(opened)).toBe(false);
    expect(await opened.violations()).toEqual([]);
  });

  it('would be noticed if one ran', async () => {
    const opened = await open();
    await opened.page.evaluate(() => Object.assign(globalThis, { __pwned: 1 }));
    expect(await ran(opened)).toBe(true);
  });
});

function ran({ page }: Opened): Promise<boolean> {
  return page.evaluate(() => '__pwned' in globalThis || document.querySelector('[data-pwned]') !== null);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
