// The secret on its way: never in the page before Show, gone after, and the truth about the clipboard.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { PASSPHRASE } from '../../src/lib/ipc/mock/personal';
import { anyDialog, chooseFromRow, dialog, generate, openGenerate, openVariable, rowOf } from '../harness/acts';
import type { Opened } from '../harness/host';
import { heldSecret, placesWith } from '../harness/secret';
import { browserTests } from '../harness/suite';

browserTests('the secret', (open) => {
  it('is nowhere in the page before Show and there once after it', async () => {
    const { opened, secret } = await withSecret(open);
    expect(await placesWith(opened, secret)).toEqual([]);
    await showIt(opened.page);
    expect(await placesWith(opened, secret), 'the check must be able to find it').toContain('document');
    expect(await opened.page.getByText(secret).count()).toBe(1);
    expect(await opened.page.title()).not.toContain(secret.slice(0, 12));
  });

  const ENDS: [string, (opened: Opened) => Promise<unknown>][] = [
    ['when Hide is pressed', ({ page }) => page.getByRole('button', { name: 'Hide token' }).click()],
    ['after 30 seconds', ({ page }) => page.clock.fastForward(31_000)],
    ['when the window loses the focus', ({ page }) => page.evaluate(() => window.dispatchEvent(new Event('blur')))],
    [
      'when Rust lets go of it',
      ({ desk }) => desk((control) => control.emit('secret_gone', control.desk.secrets.handles().at(-1))),
    ],
    ['when the window is locked', ({ desk }) => desk((control) => control.desk.answer('lock', null))],
    ['after Done', ({ page }) => closeUncopied(page)],
  ];
  for (const [when, act] of ENDS) {
    it(`is gone from the page ${when}`, async () => {
      const { opened, secret } = await withSecret(open);
      await showIt(opened.page);
      await act(opened);
      await expect.poll(() => placesWith(opened, secret)).toEqual([]);
    });
  }

  it('stays when the person chose Never, until Done', async () => {
    const { opened, secret } = await withSecret(open, { settings: { revealSeconds: null } });
    await showIt(opened.page);
    await opened.page.clock.fastForward(120_000);
    expect(await placesWith(opened, secret)).toContain('document');
    await closeUncopied(opened.page);
    await expect.poll(() => placesWith(opened, secret)).toEqual([]);
  });

  it('reaches the clipboard without passing through the page', async () => {
    const { opened, secret } = await withSecret(open);
    await opened.page.getByRole('button', { name: 'Copy token' }).click();
    await copied(opened.page);
    expect(await opened.desk((control) => control.desk.clipboard.text)).toBe(secret);
    expect(await placesWith(opened, secret)).toEqual([]);
    expect(await opened.desk((control) => control.calls.some((call) => call.command === 'reveal_secret'))).toBe(false);
  });

  it('is spelled out to a screen reader as hidden, with its end', async () => {
    const { opened, secret } = await withSecret(open);
    const spelled = opened.page.getByText(/hidden, ends in/).first();
    const words = (await spelled.getAttribute('aria-label')) ?? (await spelled.textContent()) ?? '';
    expect(words.replace(/\s/g, ''), 'with its last four characters').toContain(secret.slice(-4));
    await showIt(opened.page);
    const shown = opened.page.getByText(secret);
    expect(await shown.evaluate((element) => element.closest('[aria-hidden=true]') === null)).toBe(true);
    expect(await shown.evaluate((element) => element.closest('[translate=no]') !== null)).toBe(true);
    expect(await shown.evaluate((element) => getComputedStyle(element).fontVariantLigatures)).toBe('none');
  });

  it('goes to nobody when it is thrown away: the record of a new token is ended', async () => {
    const { opened } = await withSecret(open);
    await opened.page.getByRole('button', { name: 'Done' }).click();
    await dialog(opened.page, 'Close without copying?').getByRole('button', { name: 'Close anyway' }).click();
    await rowOf(opened.page, 'Scanner 9').getByText('Revoked').waitFor();
  });

  it('is asked about before the window closes', async () => {
    const { opened } = await withSecret(open);
    await opened.desk((control) => control.emit('close_requested', null));
    await dialog(opened.page, 'Close without copying?').waitFor();
    expect(await opened.desk((control) => control.desk.window)).toMatchObject({ closed: 0, keptOpen: 1 });
    await opened.page.getByRole('button', { name: 'Close anyway' }).click();
    await expect.poll(() => opened.desk((control) => control.desk.window.closed)).toBe(1);
  });

  it('lets the window close at once when there is nothing to lose', async () => {
    const opened = await open();
    await opened.page.getByRole('grid').waitFor();
    await opened.desk((control) => control.emit('close_requested', null));
    await expect.poll(() => opened.desk((control) => control.desk.window.closed)).toBe(1);
  });
});

browserTests('the clipboard line', (open) => {
  it('counts down, can be given more time and says when it was cleared', async () => {
    const { opened } = await withSecret(open);
    const { page } = opened;
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page
      .getByText(/Clears from the clipboard in 1:00|Clears from the clipboard in 0:5\d/)
      .first()
      .waitFor();
    await page.clock.fastForward(20_000);
    await page
      .getByText(/in 0:(40|39|38|37)/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Keep longer' }).click();
    await page
      .getByText(/in 1:(40|39|38|37|36)/)
      .first()
      .waitFor();
    await page.clock.fastForward(101_000);
    await page.getByText('Cleared from the clipboard.').first().waitFor();
    expect(await opened.desk((control) => control.desk.clipboard.text)).toBe('');
  });

  it('clears at once when asked to', async () => {
    const { opened } = await withSecret(open);
    await opened.page.getByRole('button', { name: 'Copy token' }).click();
    await opened.page.getByRole('button', { name: 'Clear now' }).click();
    await opened.page.getByText('Cleared from the clipboard.').first().waitFor();
    expect(await opened.desk((control) => control.desk.clipboard.text)).toBe('');
  });

  it('leaves alone what another program put there, and says so', async () => {
    const { opened } = await withSecret(open);
    await opened.page.getByRole('button', { name: 'Copy token' }).click();
    await copied(opened.page);
    await opened.desk((control) => control.desk.clipboard.otherProgramCopies('a shopping list'));
    await opened.page.getByText('Another app changed the clipboard, so it was left alone.').first().waitFor();
    await opened.page.clock.fastForward(120_000);
    expect(await opened.desk((control) => control.desk.clipboard.text)).toBe('a shopping list');
  });

  it('shows no countdown when clearing is off', async () => {
    const { opened } = await withSecret(open, { settings: { clipboardSeconds: null } });
    await opened.page.getByRole('button', { name: 'Copy token' }).click();
    await copied(opened.page);
    expect(await opened.page.getByText(/Clears from the clipboard in/).count()).toBe(0);
  });

  it('tells the truth when there is no clipboard: offers Show, with the focus there, and the variable', async () => {
    const { opened } = await withSecret(open, { clipboard: 'refused' });
    const { page } = opened;
    await page.getByRole('button', { name: 'Copy token' }).click();
    await page
      .getByText(/Couldn’t reach the clipboard\. Show the token and copy it by hand, or set the environment variable\./)
      .first()
      .waitFor();
    await expect
      .poll(() =>
        page.evaluate(() => document.activeElement?.textContent ?? document.activeElement?.getAttribute('aria-label')),
      )
      .toMatch(/Show/);
    expect(await page.getByRole('button', { name: /^Set environment variable/ }).count()).toBe(1);
  });

  it('announces no second of the countdown', async () => {
    const { opened } = await withSecret(open);
    const { page } = opened;
    await page.getByRole('button', { name: 'Copy token' }).click();
    await copied(page);
    await page.clock.runFor(3000);
    const before = await spoken(page);
    await page.clock.runFor(15_000);
    expect(await spoken(page)).toEqual(before);
  });
});

browserTests('the samples', (open) => {
  const GOLDEN: [RegExp, string][] = [
    [/^curl$|^curl \(Bearer\)|curl/i, 'Authorization: Bearer $TYCHODATA_OSPREY_APITOKEN'],
    [/^Python/, "os.environ['TYCHODATA_OSPREY_APITOKEN']"],
    [/^PowerShell/, '$env:TYCHODATA_OSPREY_APITOKEN'],
    [/^Postman/, '{{osprey_token}}'],
    [/settings|ini/i, 'tychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}'],
  ];

  it('name the variable, never the token, and say what they say in Rust', async () => {
    const { opened, secret } = await withSecret(open);
    const { page } = opened;
    for (const [tab, text] of GOLDEN) {
      await page.getByRole('dialog').getByRole('tab', { name: tab }).first().click();
      await page.locator('pre').filter({ hasText: text }).first().waitFor();
    }
    expect((await page.locator('pre').last().textContent())?.trim()).toBe(
      'tychoDataAPIToken = ${TYCHODATA_OSPREY_APITOKEN}',
    );
    expect(await placesWith(opened, secret)).toEqual([]);
    const all = await page.locator('pre').allTextContents();
    expect(all.join(' ')).not.toMatch(/--insecure|verify=False/);
  });

  it('carry the token only when the box is ticked, and on the screen never', async () => {
    const { opened, secret } = await withSecret(open);
    const { page } = opened;
    const copy = page
      .getByRole('dialog')
      .getByRole('button', { name: /^Copy( sample| snippet)?$/ })
      .last();
    await copy.click();
    await expect
      .poll(() => opened.desk((control) => control.desk.clipboard.text))
      .toContain('TYCHODATA_OSPREY_APITOKEN');
    await page.getByLabel('Put the token itself in copied snippets').click();
    await copy.click();
    await expect.poll(() => opened.desk((control) => control.desk.clipboard.text)).toContain(secret);
    expect(await placesWith(opened, secret)).toEqual([]);
  });
});

browserTests('the variable', (open) => {
  it('shows what will be written, masked, before anything is', async () => {
    const { opened, secret } = await withSecret(open);
    const form = await openVariable(opened.page);
    await form.getByText('.config/token-desk/env.sh').first().waitFor();
    expect(await placesWith(opened, secret)).toEqual([]);
    expect(await opened.desk((control) => control.calls.some((call) => call.command === 'set_variable'))).toBe(false);
  });

  it('says set only after Rust read it back, and takes it away again after asking', async () => {
    const { opened, secret } = await withSecret(open);
    const { page } = opened;
    const form = await openVariable(page);
    await form.getByRole('button', { name: 'Set variable' }).click();
    await page.getByText('TYCHODATA_OSPREY_APITOKEN is set. New programs can read it.').first().waitFor();
    expect(await placesWith(opened, secret)).toEqual([]);
    await page
      .getByRole('button', { name: /^Remove/ })
      .first()
      .click();
    const asked = dialog(page, /^Remove TYCHODATA_OSPREY_APITOKEN/);
    await asked.waitFor();
    await asked.getByRole('button', { name: 'Remove variable' }).click();
    await expect.poll(() => opened.desk((control) => control.desk.variables.placed.size)).toBe(0);
  });

  it('says what failed, and that it was taken back', async () => {
    const { opened } = await withSecret(open, { places: 'failing' });
    const form = await openVariable(opened.page);
    await form.getByRole('button', { name: 'Set variable' }).click();
    await opened.page
      .getByText(/no space left on device/)
      .first()
      .waitFor();
    expect(await opened.page.getByText(/is set\. New programs/).count()).toBe(0);
  });

  for (const [name, words] of [
    ['PATH', /programs depend|PATH/i],
    ['a=b', /Use letters, digits and underscores, and don’t start with a digit/],
    ['1X', /Use letters, digits and underscores, and don’t start with a digit/],
    ['', /Enter|Use letters/],
  ] as const) {
    it(`refuses “${name}” as a name, with a reason`, async () => {
      const { opened } = await withSecret(open);
      const form = await openVariable(opened.page);
      const field = form.getByRole('textbox', { name: 'Name' });
      await field.fill(name);
      await form.getByRole('button', { name: 'Set variable' }).click();
      await form.getByText(words).first().waitFor();
      await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
      expect(await opened.desk((control) => control.desk.variables.placed.size)).toBe(0);
    });
  }
});

browserTests('regenerate', (open) => {
  it('keeps the old secret until the new one was copied, and for the grace that was chosen', async () => {
    const opened = await open();
    const { page, desk } = opened;
    const before = await desk(
      (control) => [...control.desk.rows.values()].find((row) => row.name === 'PI Scanner Token')?.prefix,
    );
    await chooseFromRow(page, 'PI Scanner Token', /^Regenerate/);
    const asked = dialog(page, /^Regenerate “/);
    await asked.getByRole('radio', { name: /24 hours/ }).click();
    await asked.getByRole('button', { name: 'Regenerate token' }).click();
    await dialog(page, 'Copy your token now').waitFor();
    const now = () => desk((control) => [...control.desk.rows.values()].find((row) => row.name === 'PI Scanner Token'));
    expect((await now())?.prefix, 'not yet').toBe(before);
    await page.getByRole('button', { name: 'Copy token' }).click();
    await copied(page);
    expect((await now())?.prefix).not.toBe(before);
    expect((await now())?.retiring?.prefix).toBe(before);
    await page.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => anyDialog(page).count()).toBe(0);
  });
});

browserTests('the personal token', (open) => {
  const kept = async (scenario: object = {}) => {
    const opened = await open({ route: '#/settings/personal', scenario: { personal: 'kept', ...scenario } });
    await opened.page.getByRole('button', { name: 'Show token' }).waitFor();
    return { opened, secret: await opened.desk((control) => control.desk.personal.text) };
  };

  const ENDS: [string, (opened: Opened) => Promise<unknown>][] = [
    ['when Hide is pressed', ({ page }) => page.getByRole('button', { name: 'Hide token' }).click()],
    ['after 30 seconds', ({ page }) => page.clock.fastForward(31_000)],
    ['when the window loses the focus', ({ page }) => page.evaluate(() => window.dispatchEvent(new Event('blur')))],
    ['on another tab', ({ page }) => page.getByRole('tab', { name: 'General' }).click()],
    ['when the window is locked', ({ desk }) => desk((control) => control.desk.answer('lock', null))],
  ];
  for (const [when, act] of ENDS) {
    it(`is in the page from Show on and gone ${when}, and the window hears so`, async () => {
      const { opened, secret } = await kept();
      expect(await placesWith(opened, secret)).toEqual([]);
      await showIt(opened.page);
      expect(await placesWith(opened, secret), 'the check must be able to find it').toContain('document');
      await act(opened);
      await expect.poll(() => placesWith(opened, secret)).toEqual([]);
      await expect.poll(() => opened.desk((control) => control.desk.personal.hidden)).toBe(1);
    });
  }

  it('reaches the clipboard without passing through the page, later too', async () => {
    const { opened, secret } = await kept();
    for (const name of ['Copy token', 'Copy again']) {
      await opened.page.getByRole('button', { name }).click();
      await copied(opened.page);
      expect(await opened.desk((control) => control.desk.clipboard.text)).toBe(secret);
    }
    expect(await placesWith(opened, secret)).toEqual([]);
  });

  it('is shown once the passphrase was given, and that is nowhere in the page then', async () => {
    const { opened, secret } = await kept({ vault: 'passphrase' });
    const { page } = opened;
    await page.getByRole('button', { name: 'Show token' }).click();
    await dialog(page, 'Open sealed secrets').getByLabel('Passphrase of sealed secrets').fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    await page.getByText(secret).waitFor();
    await expect.poll(() => anyDialog(page).count()).toBe(0);
    const left = await page.evaluate(
      (words) =>
        document.documentElement.outerHTML.includes(words) ||
        [...document.querySelectorAll('input')].some((field) => field.value.includes(words)),
      PASSPHRASE,
    );
    expect(left).toBe(false);
    expect(opened.said.some((line) => line.includes(PASSPHRASE))).toBe(false);
  });

  it('is led to by a link, but not out of a dialog', async () => {
    const { page, desk } = await open();
    await openGenerate(page);
    await desk((control) => control.emit('link_opened', { place: 'personal_token' }));
    await page
      .getByText(/the link leads to your personal token/)
      .first()
      .waitFor();
    await dialog(page, 'Generate API token').getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => anyDialog(page).count()).toBe(0);
    await desk((control) => control.emit('link_opened', { place: 'personal_token' }));
    await page.getByRole('heading', { name: 'Personal token', level: 1 }).waitFor();
  });
});

async function withSecret(
  open: (opening?: object) => Promise<Opened>,
  scenario: object = {},
): Promise<{ opened: Opened; secret: string }> {
  const opened = await open({ scenario });
  await generate(opened.page, 'Scanner 9');
  return { opened, secret: await heldSecret(opened) };
}

/** *Done* with a token that was shown but neither copied nor placed: that is asked about. */
async function closeUncopied(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Done' }).click();
  await dialog(page, 'Close without copying?').getByRole('button', { name: 'Close anyway' }).click();
}

async function showIt(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show token' }).click();
  await page.getByRole('button', { name: 'Hide token' }).waitFor();
}

function copied(page: Page): Promise<void> {
  return page
    .getByText(/^Copied/)
    .first()
    .waitFor();
}

/** What stands in the live regions outside of `aria-hidden` parts. */
function spoken(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=timer]')]
      .filter(
        (element) => element.closest('[aria-hidden=true]') === null && element.getAttribute('aria-live') !== 'off',
      )
      .map((element) => {
        const copy = element.cloneNode(true) as Element;
        for (const hidden of copy.querySelectorAll('[aria-hidden=true]')) hidden.remove();
        return copy.textContent.trim();
      }),
  );
}
