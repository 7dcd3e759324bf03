// What is shipped: small, whole, and with nothing in it that is only for tests or that asks another host.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DIST, MOCK } from '../harness/build';
import { production } from '../harness/host';

const KB = 1024;
const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const named = (extension: string) => files.filter((file) => extname(file) === extension);
const text = (file: string) => readFileSync(file, 'utf8');
const gzipped = (list: string[]) =>
  list.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
const raw = (list: string[]) => list.reduce((sum, file) => sum + statSync(file).size, 0);

/** The scripts that the first view loads: the entry, and everything that it imports at once. */
function initial(): string[] {
  const html = text(join(DIST, 'index.html'));
  const queue = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => join(DIST, match[1] ?? ''));
  const seen = new Set<string>();
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const imported = [...text(file).matchAll(/(?:from|import)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)];
    for (const match of imported) queue.push(join(file, '..', match[1] ?? ''));
  }
  return [...seen];
}

describe('the bundle', () => {
  it('is within its budgets', () => {
    const sizes = [
      ['initial JavaScript, gzip', gzipped(initial()), 110 * KB],
      // Over the 180 and 16 of the design by what the tabs Connections (with its test of a setup and its samples),
      // Verifier service, Users & groups, Resources, Audit and Personal token, templates, reminders, and the uses, limits
      // and finders of a token bring: screens and words in three languages, fetched when they are near. What a window
      // loads at first is not touched by them.
      ['all JavaScript, gzip', gzipped(named('.js')), 316 * KB],
      ['CSS, gzip', gzipped(named('.css')), 21 * KB],
      ['fonts', raw(named('.woff2')), 180 * KB],
      ['everything', raw(files), 1.2 * 1024 * KB],
    ] as const;
    for (const [what, size, budget] of sizes) {
      console.log(`  ${what}: ${(size / KB).toFixed(1)} KB of ${(budget / KB).toFixed(0)}`);
    }
    expect(initial().length, 'the entry was found').toBeGreaterThan(0);
    expect(sizes.filter(([, size, budget]) => size > budget).map(([what]) => what)).toEqual([]);
  });

  it('asks no other host for anything', () => {
    // Names that are never fetched: namespaces of XML, pages that error texts of Svelte and Paraglide name, the
    // address that Paraglide's unused URL code falls back to, and the samples' and Tauri's own addresses. What begins
    // with a gap is the verifier's address, which is shown.
    const known =
      /^https?:\/\/(www\.w3\.org|localhost|ipc\.localhost|tauri\.localhost|asset\.localhost|svelte\.dev\/e\/|paraglidejs\.com\/errors|fallback\.com$|[a-z.]*example\.|\$\{)/;
    const found = [...named('.js'), ...named('.css'), ...named('.html')].flatMap((file) =>
      [...text(file).matchAll(/https?:\/\/[^\s"'`)<>\\]+/g)].map((match) => `${relative(DIST, file)}: ${match[0]}`),
    );
    expect(found.filter((one) => !known.test(one.slice(one.indexOf(': ') + 2)))).toEqual([]);
    const protocolless = named('.html')
      .concat(named('.css'))
      .filter((file) => /(?:src|href|url\()\s*=?\s*["']?\/\//.test(text(file)));
    expect(protocolless).toEqual([]);
  });

  it('holds nothing of the in-memory desk', () => {
    const traces = ['tokenDeskScenario', 'MockDesk', 'otherProgramCopies', 'Contractor notebook', 'mulberry', 'PLANT7'];
    const found = files
      .filter((file) => /\.(js|html|css|map)$/.test(file))
      .flatMap((file) =>
        traces.filter((trace) => text(file).includes(trace)).map((trace) => `${basename(file)}: ${trace}`),
      );
    expect(found).toEqual([]);
    expect(
      traces.slice(0, 3).every((trace) => text(MOCK).includes(trace)),
      'the traces are real',
    ).toBe(true);
  });

  it('carries no source map and no inline script or style', () => {
    expect(named('.map')).toEqual([]);
    const html = text(join(DIST, 'index.html'));
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son\w+=|<style/);
  });

  it('is served under a policy that names no other host and no unsafe source', () => {
    expect(production().csp).toContain("script-src 'self'");
    expect(production().csp).toContain("object-src 'none'");
    expect(production().csp).not.toMatch(/unsafe-|https:|\*/);
  });
});
