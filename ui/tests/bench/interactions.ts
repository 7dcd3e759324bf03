// `npm run bench:ui`: what each interaction costs with 10,000 and with 100,000 tokens, and with 10,000 users, as p50 and
// p95 of 27 samples, from the event to the forced layout that follows it. The page's own timers are real here.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UI } from '../harness/build';
import { findChromium, open, type Opened, type Opening, startBrowser } from '../harness/host';

/** What is measured in the page; the real window is measured by the same (`tests/examples/grid.rs`). */
const MEASURE = readFileSync(join(UI, 'tests/bench/measure.js'), 'utf8');
const SAMPLES = 27;
/** What an interaction may take, p95 in milliseconds. */
const GOAL = 100;
const USERS = Array.from({ length: 10_000 }, (_, at) => ({
  account: `user${String((at * 7919) % 10_000)}@plant7`,
  name: `Scanner ${String((at * 104_729) % 10_000)}`,
  groups: at % 3 === 0 ? ['Synchronizer'] : ['User', 'Moderator'],
}));
const SIZES: [what: string, opening: Opening][] = [
  ['10,000 tokens', { scenario: { rows: 'many' } }],
  ['100,000 tokens', { scenario: { rows: 'most' } }],
  ['10,000 users', { route: '#/settings/users', scenario: { users: USERS } }],
];

let browser: Browser;
beforeAll(async () => {
  if (findChromium()) browser = await startBrowser();
});
afterAll(() => browser?.close());

describe.skipIf(!findChromium()).each(SIZES)('with %s', (size, opening) => {
  const isTokens = size.endsWith('tokens');
  let opened: Opened;
  let metering: CDPSession;
  const lines: string[] = [];
  beforeAll(async () => {
    opened = await open(browser, { ...opening, time: null, size: [1280, 800] });
    await opened.page.getByRole('grid').getByRole('row').nth(3).waitFor();
    await opened.page.evaluate(MEASURE);
    metering = await opened.context.newCDPSession(opened.page);
    await metering.send('Performance.enable', { timeDomain: 'threadTicks' });
  });
  afterAll(async () => {
    await opened.close();
    console.log(
      ['', `${size.padEnd(32)} p50 ms   p95 ms  main thread ms (mean, two frames included)`, ...lines].join('\n'),
    );
  });

  /** Main-thread time of the page so far, in ms: unlike the clock, it leaves out what else the machine does. */
  const worked = async () => {
    const { metrics } = await metering.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };

  const measured = async (what: string, act: string) => {
    const before = await worked();
    const all = (await opened.page.evaluate<number[]>(`bench.${act}`)).sort((a, b) => a - b);
    const work = ((await worked()) - before) / all.length;
    const at = (share: number) => all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? NaN;
    const figures = [at(0.5), at(0.95), work].map((figure) => figure.toFixed(1).padStart(8));
    lines.push(`${what.padEnd(30)} ${figures.join(' ')}${at(0.95) > GOAL ? `  over ${String(GOAL)}` : ''}`);
    expect(all.length).toBeGreaterThanOrEqual(SAMPLES);
  };

  const n = String(SAMPLES);
  it('an empty frame', () => measured('empty frame', `frames(${n})`));
  it('search', () => measured('search, one letter more', `search(${n})`));
  it('sort', () => measured('sort by a header', `sort(${n})`));
  it('scroll', () => measured('scroll step of 600 px', `scroll(${n})`));
  it('key', () => measured('arrow down', `key('ArrowDown', ${n})`));
  it('menu', () => measured('row menu open', `menu(${n})`));
  it.runIf(isTokens)('filter', () => measured('filter chip', `filter(${n})`));
  it.runIf(isTokens)('select all', () => measured('select all', `selectAll(${n})`));
  it.runIf(isTokens)('change', () => measured('one token changed elsewhere', `change(${n})`));
  it.runIf(isTokens)('dialog', () => measured('Generate open', `dialog(${n})`));

  it.runIf(opening.scenario?.rows === 'many')('start', async () => {
    const starts: number[] = [];
    for (let run = 0; run < 7; run += 1) {
      const fresh = await open(browser, { ...opening, time: null, size: [1280, 800] });
      await fresh.page.getByRole('grid').getByRole('row').nth(3).waitFor();
      starts.push(
        await fresh.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN),
      );
      await fresh.close();
    }
    starts.sort((a, b) => a - b);
    lines.push(
      `${'start → first paint (7 runs)'.padEnd(30)} ${(starts[3] ?? NaN).toFixed(1).padStart(6)}   ${(starts[6] ?? NaN).toFixed(1).padStart(6)}`,
    );
  });

  it.runIf(opening.scenario?.rows === 'many')('memory', async () => {
    const page = opened.page;
    const session = await opened.context.newCDPSession(page);
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage');
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      return usedSize / 1024 / 1024;
    };
    await page.evaluate('bench.dialog(20)');
    const before = await heap();
    await page.evaluate('bench.dialog(200)');
    const after = await heap();
    const growth = (100 * (after - before)) / before;
    lines.push(`heap after 200 × Generate: ${before.toFixed(1)} → ${after.toFixed(1)} MB (${growth.toFixed(1)} %)`);
    expect(growth, 'memory must not grow by more than a tenth').toBeLessThan(10);
  });
});
