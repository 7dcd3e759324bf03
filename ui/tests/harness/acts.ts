// What a person does, by the words that they see.

import type { Locator, Page } from 'playwright-core';

/** The dialog with this title. */
export function dialog(page: Page, title: string | RegExp): Locator {
  return page.getByRole('dialog', { name: title }).or(page.getByRole('alertdialog', { name: title }));
}

/** Any open dialog. */
export function anyDialog(page: Page): Locator {
  return page.locator('[role=dialog], [role=alertdialog]');
}

/** The row of the token with this name. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ hasText: name });
}

/** Opens the Generate dialog from the page's button. */
export async function openGenerate(page: Page): Promise<Locator> {
  await page.getByRole('main').getByRole('button', { name: 'Generate token' }).first().click();
  const open = dialog(page, 'Generate API token');
  await open.waitFor();
  return open;
}

/** Generates a token and waits for the show-once dialog. */
export async function generate(page: Page, name: string, days = '30'): Promise<Locator> {
  const form = await openGenerate(page);
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await daysField(form).fill(days);
  await form.getByRole('button', { name: 'Generate token' }).click();
  const shown = dialog(page, 'Copy your token now');
  await shown.waitFor();
  return shown;
}

/** The field for days in a dialog. */
export function daysField(form: Locator): Locator {
  return form.getByLabel('Expiration (days)');
}

/** Opens a row's menu and presses one entry. */
export async function chooseFromRow(page: Page, name: string, entry: string | RegExp): Promise<void> {
  await openRowMenu(page, name);
  await page.getByRole('menuitem', { name: entry }).click();
}

/** Opens a row's menu. */
export async function openRowMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('grid').getByRole('row').nth(1).waitFor();
  const search = page.getByRole('main').getByRole('searchbox');
  // Only rows in view are in the page; a search brings any row there.
  if ((await rowOf(page, name).count()) === 0) await search.fill(name);
  await rowOf(page, name)
    .getByRole('button', { name: /actions|more|menu/i })
    .click();
  await page.getByRole('menu').waitFor();
}

/** Opens the variable dialog from the show-once dialog. */
export async function openVariable(page: Page): Promise<Locator> {
  await dialog(page, 'Copy your token now')
    .getByRole('button', { name: /^Set environment variable/ })
    .click();
  const open = dialog(page, 'Set environment variable');
  await open.waitFor();
  return open;
}

/** Opens the profile menu. */
export async function openProfile(page: Page): Promise<Locator> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /profile|account|pi-admin/i })
    .click();
  const menu = page.getByRole('menu');
  await menu.waitFor();
  return menu;
}

/** A short description of what has the focus: role or tag, and name. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return 'nothing';
    const name = at.getAttribute('aria-label') ?? (at as HTMLElement).innerText ?? '';
    return `${at.getAttribute('role') ?? at.tagName.toLowerCase()}: ${name.trim().replace(/\s+/g, ' ')}`;
  });
}

/** Lets the page's time pass. */
export const later = async (page: Page, milliseconds: number) => page.clock.runFor(milliseconds);
