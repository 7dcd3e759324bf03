// Opens the shipped page in Chromium as Tauri would serve it: under its own address, with the production
// content security policy and frozen prototypes, and with the in-memory desk where Rust would be.

import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Control } from '../../src/lib/ipc/mock';
import type { Scenario } from '../../src/lib/ipc/mock/scenario';
import { DIST, MOCK, PSEUDO, UI } from './build';
import { count, counts } from './coverage';

/** Where the page believes it lives. */
export const ORIGIN = 'http://tauri.localhost';

/** The hour at which every test begins unless it says otherwise. */
export const NOON = '2026-11-22T12:00:00Z';

/** Chromium without anything that a test does not need. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--no-first-run',
  '--mute-audio',
  '--font-render-hinting=none',
];

const PLACES = [
  process.env['CHROMIUM'] ?? '',
  // Without the frame around the page a page is there in a fraction of the time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Where Chromium is, or undefined. */
export function findChromium(): string | undefined {
  return PLACES.find((place) => place !== '' && existsSync(place));
}

/** Starts the browser. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** How a page is opened. */
export interface Opening {
  /** Knobs of the desk. */
  scenario?: Partial<Scenario>;
  /** The route, such as `#/settings/tokens`. */
  route?: string;
  /** Width and height in CSS pixels. */
  size?: [number, number];
  /** What the browser is asked to prefer, where it is and so on. */
  context?: BrowserContextOptions;
  /** The hour; null: the real one, with real timers. */
  time?: string | null;
  /** A script that runs before the page's own. */
  before?: string;
  /** Answers instead of a file of the page, for pages that are broken on purpose. */
  replace?: (path: string, text: string) => string;
}

/** An open page and what went wrong in it. */
export interface Opened {
  page: Page;
  context: BrowserContext;
  /** Errors, refused requests and policy violations, in words. */
  problems: string[];
  /** Everything that the page wrote to the console. */
  said: string[];
  /** Runs a function in the page with the desk in hand. */
  desk: <Result, Value = undefined>(work: (desk: Control, value: Value) => Result, value?: Value) => Promise<Result>;
  /** Policy violations so far. */
  violations: () => Promise<string[]>;
  close: () => Promise<void>;
}

/** Opens the page and waits until it has drawn itself. */
export async function open(browser: Browser, opening: Opening = {}): Promise<Opened> {
  const [width, height] = opening.size ?? [1120, 760];
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    serviceWorkers: 'block',
    // What moves is looked at by its own tests; elsewhere it only makes a busy machine wait.
    reducedMotion: 'reduce',
    ...opening.context,
  });
  // The made-up locale is in a build of its own: the product does not carry it.
  const folder = opening.scenario?.locale === 'en-XA' ? PSEUDO : DIST;
  const problems: string[] = [];
  const said: string[] = [];
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) {
      problems.push(`asked for ${url.href}`);
      await route.abort();
      return;
    }
    await route.fulfill(fileAt(folder, url.pathname, opening.replace));
  });
  if (opening.time !== null) await context.clock.install({ time: opening.time ?? NOON });
  await context.addInitScript(BEFORE);
  await context.addInitScript(`globalThis.tokenDeskScenario = ${JSON.stringify(opening.scenario ?? {})}`);
  if (opening.before) await context.addInitScript(opening.before);
  await context.addInitScript({ path: MOCK });
  if (production().freezePrototype) await context.addInitScript('Object.freeze(Object.prototype)');

  const page = await context.newPage();
  await count(page);
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    said.push(message.text());
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  // Patience costs nothing when all is well, and machines that run these tests are often busy.
  page.setDefaultTimeout(60_000);
  await page.goto(`${ORIGIN}/index.html${opening.route ?? '#/settings/tokens'}`);
  await page
    .waitForFunction(() => (document.querySelector('#app')?.childElementCount ?? 0) > 0, undefined)
    .catch(() => {
      throw new Error(`the page drew nothing; it said:\n${[...problems, ...said].join('\n')}`);
    });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return {
    page,
    context,
    problems,
    said,
    desk: async (work, value) => {
      const desk = await page.evaluateHandle(() => globalThis.tokenDesk as Control);
      return desk.evaluate(work as never, value as never) as never;
    },
    violations: () => page.evaluate(() => (globalThis as unknown as { policyViolations: string[] }).policyViolations),
    close: async () => {
      await counts(page);
      await context.close();
    },
  };
}

/** Notes what the policy refused, and lets tests evaluate functions from outside the policy. */
const BEFORE = `
globalThis.policyViolations = [];
addEventListener('securitypolicyviolation', (event) => {
  globalThis.policyViolations.push(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample);
});`;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

function fileAt(folder: string, path: string, replace: Opening['replace']) {
  const file = join(folder, path === '/' ? 'index.html' : decodeURIComponent(path));
  if (!existsSync(file)) return { status: 404, body: '' };
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const headers = { 'Content-Type': type, 'Content-Security-Policy': production().csp };
  const text = /^text|json/.test(type);
  if (text && replace) return { status: 200, headers, body: replace(path, readFileSync(file, 'utf8')) };
  return { status: 200, headers, body: readFileSync(file) };
}

/** What `tauri.conf.json` says of security. */
export interface Production {
  /** The policy as one header. */
  csp: string;
  /** Whether Tauri freezes `Object.prototype`. */
  freezePrototype: boolean;
}

let read: Production | undefined;

/** The security of the shipped window. */
export function production(): Production {
  if (read) return read;
  const file = join(UI, '../src-tauri/tauri.conf.json');
  const conf = JSON.parse(readFileSync(file, 'utf8')) as {
    app: { security: { csp: string | Record<string, string | string[]>; freezePrototype?: boolean } };
  };
  const { csp, freezePrototype } = conf.app.security;
  const parts =
    typeof csp === 'string'
      ? csp
      : Object.entries(csp)
          .map(([name, value]) => `${name} ${[value].flat().join(' ')}`)
          .join('; ');
  read = { csp: parts, freezePrototype: freezePrototype ?? false };
  return read;
}
