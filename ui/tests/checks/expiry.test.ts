// Days and dates: what is accepted, what it is called, in which time zone and on which side of a clock change.

import { expect, it } from 'vitest';
import { daysField, openGenerate, rowOf } from '../harness/acts';
import { browserTests } from '../harness/suite';

browserTests('the days field', (open) => {
  const REFUSED: [string, RegExp][] = [
    ['-1', /Enter whole days, or 0 for a token that never expires/],
    ['1.5', /Enter whole days, or 0 for a token that never expires/],
    ['', /Enter whole days, or 0 for a token that never expires/],
    ['٣', /Enter whole days, or 0 for a token that never expires/],
    ['3651', /Enter 3,650 or less/],
    ['99999', /Enter 3,650 or less/],
  ];
  for (const [days, words] of REFUSED) {
    it(`refuses “${days}” with a reason`, async () => {
      const { page, desk } = await open();
      const form = await openGenerate(page);
      await form.getByRole('textbox', { name: 'Name' }).fill('Scanner 9');
      await daysField(form).fill(days);
      await form.getByRole('button', { name: 'Generate token' }).click();
      await form.getByText(words).first().waitFor();
      expect(await daysField(form).getAttribute('aria-invalid')).toBe('true');
      expect(await desk((control) => [...control.desk.rows.values()].some((row) => row.name === 'Scanner 9'))).toBe(
        false,
      );
    });
  }

  for (const [days, words] of [
    ['1', /Expires/],
    ['90', /Expires .*2027/],
    ['3650', /Expires .*2036/],
    ['0', /stays valid until someone revokes it/],
  ] as const) {
    it(`says what “${days}” means while it is typed`, async () => {
      const { page } = await open();
      const form = await openGenerate(page);
      await daysField(form).fill(days);
      await form.getByText(words).first().waitFor();
      await form.getByRole('textbox', { name: 'Name' }).fill(`For ${days}`);
      await form.getByRole('button', { name: 'Generate token' }).click();
      await page.getByRole('dialog', { name: 'Copy your token now' }).waitFor();
    });
  }

  it('presses the preset that equals what is typed', async () => {
    const { page } = await open();
    const form = await openGenerate(page);
    for (const [days, preset] of [
      ['7', '7 days'],
      ['30', '30 days'],
      ['90', '90 days'],
      ['365', '1 year'],
      ['0', 'Never'],
    ] as const) {
      await daysField(form).fill(days);
      await expect
        .poll(() => form.getByRole('button', { name: preset, exact: true }).getAttribute('aria-pressed'))
        .toBe('true');
      expect(await form.locator('[aria-pressed=true]').count()).toBe(1);
    }
    await form.getByRole('button', { name: '30 days', exact: true }).click();
    expect(await daysField(form).inputValue()).toBe('30');
  });

  it('offers no Never and no more days than the policy allows', async () => {
    const { page } = await open({ scenario: { policy: { maxDays: 90, neverAllowed: false } } });
    const form = await openGenerate(page);
    expect(await form.getByRole('button', { name: 'Never', exact: true }).count()).toBe(0);
    await form.getByRole('textbox', { name: 'Name' }).fill('Scanner 9');
    for (const [days, words] of [
      ['0', /requires an expiration\. Enter 1 to 90/],
      ['91', /Enter 90 or less\. Your organisation doesn’t allow longer tokens/],
    ] as const) {
      await daysField(form).fill(days);
      await form.getByRole('button', { name: 'Generate token' }).click();
      await form.getByText(words).first().waitFor();
    }
  });

  it('goes up and down by one, and by ten with Shift', async () => {
    const { page } = await open();
    const field = daysField(await openGenerate(page));
    await field.fill('30');
    await field.press('ArrowUp');
    expect(await field.inputValue()).toBe('31');
    await field.press('Shift+ArrowDown');
    expect(await field.inputValue()).toBe('21');
  });
});

browserTests('the end in words', (open) => {
  // 20 days are 480 hours: over a change of the clock the hour moves, and near midnight the day with it.
  const ZONES: [string, string, string, string, RegExp][] = [
    [
      'in Berlin over the end of summer time',
      'Europe/Berlin',
      '2026-10-15T22:30:00Z',
      '20',
      /4 November 2026|4 Nov 2026/,
    ],
    [
      'in Berlin over the beginning of summer time',
      'Europe/Berlin',
      '2027-03-15T22:30:00Z',
      '20',
      /5 April 2027|5 Apr 2027/,
    ],
    ['in Auckland', 'Pacific/Auckland', '2026-11-22T12:00:00Z', '90', /21 February 2027|21 Feb 2027/],
    ['in Honolulu', 'Pacific/Honolulu', '2026-11-22T09:00:00Z', '90', /19 February 2027|19 Feb 2027/],
    [
      'in Los Angeles over the end of summer time',
      'America/Los_Angeles',
      '2026-10-31T07:30:00Z',
      '2',
      /1 November 2026|1 Nov 2026/,
    ],
    ['in UTC over a leap day', 'UTC', '2028-02-27T12:00:00Z', '2', /29 February 2028|29 Feb 2028/],
  ];
  for (const [where, timezoneId, time, days, words] of ZONES) {
    it(`is right ${where}`, async () => {
      const { page } = await open({ context: { timezoneId }, time, scenario: { locale: 'en-GB', rows: 'few' } });
      const form = await openGenerate(page);
      await daysField(form).fill(days);
      const day = new Intl.DateTimeFormat('en', { timeZone: timezoneId, dateStyle: 'long' }).format(
        Date.parse(time) + Number(days) * 86_400_000,
      );
      const [month, date, year] = day.replace(',', '').split(' ');
      expect(`${date ?? ''} ${month ?? ''} ${year ?? ''}`, 'the test knows the right day').toMatch(words);
      const inAnyOrder = new RegExp(
        `Expires.*(${date ?? ''} ${(month ?? '').slice(0, 3)}\\w* ${year ?? ''}|${(month ?? '').slice(0, 3)}\\w* ${date ?? ''}, ${year ?? ''})`,
      );
      await form.getByText(inAnyOrder).first().waitFor();
    });
  }

  it('is relative in the list: never, tomorrow, in days, as a date', async () => {
    const { page } = await open({ size: [1600, 900] });
    await rowOf(page, 'Grafana read-only').getByText('Never', { exact: true }).filter({ visible: true }).waitFor();
    await rowOf(page, 'Nightly sync').getByText('in 6 days').filter({ visible: true }).waitFor();
    await rowOf(page, 'Quality gate runner').getByText(/today/).filter({ visible: true }).first().waitFor();
    await rowOf(page, 'PI Scanner Token').getByText(/2027/).filter({ visible: true }).waitFor();
    await rowOf(page, 'Nightly sync').getByText('Expires soon').waitFor();
    await rowOf(page, 'Laboratory balance').getByText('Never used').waitFor();
  });

  it('turns a badge over at its minute, in place, without Rust', async () => {
    const { page } = await open();
    await rowOf(page, 'Quality gate runner').getByText('Expires today').waitFor();
    await rowOf(page, 'PI Scanner Token').evaluate((row) =>
      row.querySelector<HTMLElement>('[aria-colindex="2"]')?.focus(),
    );
    await page.clock.fastForward('08:00:00');
    await page.clock.runFor(61_000);
    await rowOf(page, 'Quality gate runner').getByText('Expired').first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('[role=row]')?.textContent)).toContain(
      'PI Scanner Token',
    );
  });

  it('says so when it is the row that somebody reads, whether time or somebody else ended it', async () => {
    const { page, desk } = await open();
    const said = page.locator('[role=status][aria-live=polite]').first();
    const read = (name: string) =>
      rowOf(page, name).evaluate((row) => row.querySelector<HTMLElement>('[aria-colindex="2"]')?.focus());
    await rowOf(page, 'Quality gate runner').getByText('Expires today').waitFor();
    await read('Quality gate runner');
    await page.clock.fastForward('08:00:00');
    await page.clock.runFor(61_000);
    await expect.poll(() => said.textContent()).toContain('Quality gate runner is now: Expired');
    await read('PI Scanner Token');
    await desk((control) => {
      const row = [...control.desk.rows.values()].find((one) => one.name === 'PI Scanner Token');
      if (row) control.desk.changeElsewhere(row.id, { status: 'revoked' });
    });
    await expect.poll(() => said.textContent()).toContain('PI Scanner Token is now: Revoked');
  });

  it('says how many tokens a search found, once typing has stopped', async () => {
    const { page } = await open();
    await page.getByRole('main').getByRole('searchbox').fill('scanner');
    await page.clock.runFor(500);
    const shown = (await page.getByRole('grid').getAttribute('aria-rowcount').then(Number)) - 1;
    expect(shown).toBeGreaterThan(0);
    await expect
      .poll(() => page.locator('[role=status][aria-live=polite]').first().textContent())
      .toMatch(new RegExp(`^${String(shown)} tokens?`));
  });
});
