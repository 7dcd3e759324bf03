// Names that try to break out of their cell, and 300 scripts typed into every field.

import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../../src/lib/ipc/fixtures';
import { anyDialog, daysField, generate, openGenerate, openVariable } from '../harness/acts';
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

  it('run no script in the search, and are repeated there letter by letter', async () => {
    const opened = await open({ time: null });
    await opened.page.getByRole('grid').waitFor();
    const shown = await typeEach(opened.page.getByRole('main').getByRole('searchbox'), SCRIPTS);
    const different = SCRIPTS.filter((script, at) => !squeezed(shown[at] ?? '').includes(squeezed(script)));
    expect(different, '“No tokens match …” repeats what was typed').toEqual([]);
    await unharmed(opened);
  });

  it('run no script in the fields of Generate', async () => {
    const opened = await open({ time: null });
    const form = await openGenerate(opened.page);
    await typeEach(daysField(form), SCRIPTS);
    await typeEach(form.getByRole('combobox', { name: 'Groups' }), SCRIPTS);
    await typeEach(form.getByRole('textbox', { name: 'Name' }), SCRIPTS);
    await unharmed(opened);
  });

  it('run no script in the palette', async () => {
    const opened = await open({ time: null });
    await opened.page.keyboard.press('Control+k');
    await typeEach(opened.page.getByRole('dialog').getByRole('combobox'), SCRIPTS);
    await unharmed(opened);
  });

  it('run no script as the name of a variable, in the dialog and in General', async () => {
    const opened = await open({ time: null });
    await generate(opened.page, 'Scanner 9');
    const form = await openVariable(opened.page);
    await typeEach(form.getByRole('textbox', { name: 'Name' }), SCRIPTS);
    await unharmed(opened);
    const general = await open({ time: null, route: '#/settings/general' });
    await typeEach(general.page.getByRole('textbox').first(), SCRIPTS);
    await unharmed(general);
  });

  it('run no script when they come back from Rust, in the list, the details and every dialog', async () => {
    const opened = await open({ time: null });
    const { page, desk } = opened;
    await page.getByRole('grid').waitFor();
    for (let from = 0; from < SCRIPTS.length; from += 9) {
      await desk(
        (control, names) => {
          const all = [...control.desk.rows.values()];
          all.forEach((row, at) => {
            const name = names[at] ?? names[0] ?? '';
            control.desk.changeElsewhere(row.id, { name, lastUsedFrom: name, createdBy: name, user: name });
          });
        },
        SCRIPTS.slice(from, from + 9),
      );
      const first = SCRIPTS[from] ?? '';
      await expect
        .poll(async () => squeezed((await page.getByRole('grid').textContent()) ?? ''))
        .toContain(squeezed(first));
    }
    await page
      .getByRole('grid')
      .getByRole('row')
      .nth(1)
      .getByRole('button', { name: /^Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'View details' }).click();
    await page.getByText('Begins with').first().waitFor();
    await unharmed(opened);
  });

  it('would be noticed if one ran', async () => {
    const opened = await open();
    await opened.page.evaluate(() => Object.assign(globalThis, { __pwned: 1 }));
    expect(await ran(opened)).toBe(true);
  });
});

const SCRIPTS = scripts(300);

/** Puts each text into a field as typing would, and tells what the page's text was after it. */
function typeEach(field: Locator, texts: string[]): Promise<string[]> {
  return field.evaluate(async (element, all) => {
    const input = element as HTMLInputElement;
    const main = document.querySelector('main');
    const seen: string[] = [];
    input.focus();
    for (const text of all) {
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertFromPaste' }));
      await new Promise((resolve) => setTimeout(resolve, 0));
      seen.push(main?.textContent ?? '');
    }
    return seen;
  }, texts);
}

async function unharmed(opened: Opened): Promise<void> {
  expect(await ran(opened)).toBe(false);
  expect(opened.page.url()).toContain('http://tauri.localhost/');
  expect(await opened.violations()).toEqual([]);
}

function ran({ page }: Opened): Promise<boolean> {
  return page.evaluate(() => '__pwned' in globalThis || document.querySelector('[data-pwned]') !== null);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
