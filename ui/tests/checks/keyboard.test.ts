// The main job by keyboard alone, under the production policy, and what must not leak on the way.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { anyDialog, daysField, dialog, focused, openGenerate, rowOf } from '../harness/acts';
import { heldSecret, placesWith } from '../harness/secret';
import { browserTests } from '../harness/suite';

browserTests('by keyboard', (open) => {
  it('does the main job without a mouse: generate, copy, set the variable, done', async () => {
    const opened = await open({ route: '#/', before: COUNT_MICE });
    const { page, desk } = opened;
    await tabTo(page, /pi-admin|profile/i);
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await arrowTo(page, 'ArrowDown', /Settings/);
    await page.keyboard.press('Enter');
    await page.getByRole('tab').first().waitFor();
    await tabTo(page, /^tab:/);
    await arrowTo(page, 'ArrowDown', /API tokens/);
    await page.getByRole('grid').waitFor();
    await tabTo(page, /Generate token/);
    await page.keyboard.press('Enter');
    await dialog(page, 'Generate API token').waitFor();
    await expect.poll(() => focused(page)).toMatch(/^input/);
    await page.keyboard.type('Keyboard scanner');
    await tabTo(page, /^input/);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('30');
    expect(await daysField(dialog(page, 'Generate API token')).inputValue()).toBe('30');
    await page.keyboard.press('Enter');

    await dialog(page, 'Copy your token now').waitFor();
    await expect.poll(() => focused(page), { message: 'focus starts on Copy token' }).toMatch(/Copy token/);
    const secret = await heldSecret(opened);
    expect(await placesWith(opened, secret), 'before Show').toEqual([]);
    await page.keyboard.press('Enter');
    await page
      .getByText(/^Copied/)
      .first()
      .waitFor();
    expect(await desk((control) => control.desk.clipboard.text)).toBe(secret);

    await tabTo(page, /Set environment variable/);
    await page.keyboard.press('Enter');
    await dialog(page, 'Set environment variable').waitFor();
    await tabTo(page, /Set variable/);
    await page.keyboard.press('Enter');
    await page
      .getByText(/is set\. New programs can read it/)
      .first()
      .waitFor();
    expect(await desk((control) => control.desk.variables.placed.get('TYCHODATA_OSPREY_APITOKEN')?.value)).toBe(secret);
    await tabTo(page, /Done|Close/);
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog(page, 'Set environment variable').count()).toBe(0);
    await tabTo(page, /Done/);
    await page.keyboard.press('Enter');
    await expect.poll(() => anyDialog(page).count()).toBe(0);
    await expect.poll(() => focusedRow(page), { message: 'the new row has the focus' }).toContain('Keyboard scanner');
    expect(await placesWith(opened, secret), 'after Done').toEqual([]);
    expect(await page.evaluate(() => (globalThis as unknown as { mice: number }).mice)).toBe(0);
    expect(await opened.violations()).toEqual([]);
  });

  it('shows the error and keeps the dialog when Enter is pressed in an empty name', async () => {
    const { page, desk } = await open();
    const form = await openGenerate(page);
    await form.getByRole('textbox', { name: 'Name' }).press('Enter');
    await form.getByText('Enter a name so you can recognise this token later.').waitFor();
    expect(await form.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => focused(page), { message: 'the first wrong field has the focus' }).toMatch(/^input/);
    expect(await form.count()).toBe(1);
    expect(
      await desk(
        (control) => control.calls.filter((call) => call.outcome === 'ok' && call.command === 'create_token').length,
      ),
    ).toBe(0);
  });

  it('closes the list of a combobox before the dialog on Escape', async () => {
    const { page } = await open();
    const form = await openGenerate(page);
    await form.getByRole('combobox', { name: 'Groups' }).press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('option').count()).toBe(0);
    expect(await form.count(), 'the dialog is still there').toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => form.count()).toBe(0);
  });

  it('ignores Escape and clicks outside while the only copy is on the screen', async () => {
    const { page } = await open();
    const form = await openGenerate(page);
    await form.getByRole('textbox', { name: 'Name' }).fill('Scanner 9');
    await page.keyboard.press('Enter');
    const shown = dialog(page, 'Copy your token now');
    await shown.waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.click(3, 400);
    await page.clock.runFor(500);
    expect(await shown.count()).toBe(1);
    expect(await anyDialog(page).count(), 'and nothing asks anything').toBe(1);
  });

  it('opens Revoke with the focus on Keep token and gives it back to the row', async () => {
    const { page } = await open();
    await focusRow(page, 'PI Scanner Token');
    await page.keyboard.press('Delete');
    const asked = dialog(page, /^Revoke “PI Scanner Token”/);
    await asked.waitFor();
    await expect.poll(() => focused(page)).toMatch(/Keep token/);
    await page.keyboard.press('Escape');
    await expect.poll(() => asked.count()).toBe(0);
    await expect.poll(() => focusedRow(page)).toContain('PI Scanner Token');
  });

  it('never lets the focus fall out of a dialog', async () => {
    const { page } = await open();
    await openGenerate(page);
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press(presses % 9 === 8 ? 'Shift+Tab' : 'Tab');
      const inside = await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null);
      expect(inside, await focused(page)).toBe(true);
    }
  });
});

const COUNT_MICE = `
globalThis.mice = 0;
for (const kind of ['mousedown', 'pointerdown', 'touchstart']) addEventListener(kind, () => { globalThis.mice += 1; }, true);`;

async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    if (wanted.test(here)) return;
    seen.push(here);
  }
  throw new Error(`Tab never reached ${String(wanted)}: ${seen.join(' → ')}`);
}

async function arrowTo(page: Page, key: string, wanted: RegExp): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    if (wanted.test(await focused(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never reached ${String(wanted)}`);
}

/** Puts the focus on a row's name, as walking there would. */
async function focusRow(page: Page, name: string): Promise<void> {
  const row = rowOf(page, name);
  await row.waitFor();
  await row.evaluate((element) => element.querySelector<HTMLElement>('[role=rowheader], [aria-colindex="2"]')?.focus());
}

function focusedRow(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.closest('[role=row]')?.textContent ?? '');
}
