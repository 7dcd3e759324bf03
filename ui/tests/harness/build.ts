// Makes what the browser tests load: the page as it is shipped, and the desk that stands in for Rust.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The folder `ui/`. */
export const UI = fileURLToPath(new URL('../../', import.meta.url));
/** The page with source maps, for coverage. */
export const COVERED = join(UI, 'dist-test', 'covered');
/** The shipped page; `UI_DIST` names another build of it. */
export const DIST = process.env['UI_DIST'] ?? (process.env['COVER'] ? COVERED : join(UI, 'dist'));
/** The page with the made-up locale en-XA. */
export const PSEUDO = process.env['UI_PSEUDO'] ?? join(UI, 'dist-test', 'pseudo');
/** The desk, as one script. */
export const MOCK = join(UI, 'dist-test', 'mock.js');

/** Bundles `src/lib/ipc/mock.ts` into {@link MOCK}. */
export async function buildMock(): Promise<void> {
  await build({
    configFile: false,
    root: UI,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: join(UI, 'dist-test'),
      emptyOutDir: false,
      target: 'chrome123',
      minify: false,
      reportCompressedSize: false,
      lib: {
        entry: join(UI, 'src/lib/ipc/mock.ts'),
        formats: ['iife'],
        name: 'tokenDeskMock',
        fileName: () => 'mock.js',
      },
    },
  });
}

/** Builds the shipped page unless it is newer than everything that it is made of. */
export function buildPage(): 'built' | 'fresh' {
  if (process.env['UI_DIST'] || isFresh(DIST)) return 'fresh';
  npm(UI, 'run', '--silent', 'build');
  return 'built';
}

/**
 * Builds the page once more with the made-up locale en-XA in it, which the product does not carry. In a copy:
 * the words compiled for it must not get into the product's build.
 */
export function buildPseudo(): void {
  if (process.env['UI_DIST'] || isFresh(PSEUDO)) return;
  const copy = join(UI, 'dist-test', 'pseudo-source');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  const apart = new Set(['node_modules', 'dist', 'dist-test', 'tests', 'coverage', 'pseudo.inlang']);
  for (const name of readdirSync(UI).filter((each) => !apart.has(each))) {
    cpSync(join(UI, name), join(copy, name), { recursive: true, filter: (file) => !/[\\/]paraglide$/.test(file) });
  }
  symlinkSync(join(UI, 'node_modules'), join(copy, 'node_modules'), 'junction');
  execFileSync(process.execPath, ['scripts/words.mjs', '--pseudo'], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  npm(copy, 'exec', '--', 'vite', 'build', '--logLevel', 'error', '--outDir', PSEUDO);
  rmSync(copy, { recursive: true, force: true });
}

function npm(folder: string, ...args: string[]): void {
  const windows = process.platform === 'win32';
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: windows });
}

/** Builds the page with source maps, for `npm run coverage`. */
export function buildCovered(): void {
  rmSync(join(UI, 'dist-test', 'coverage'), { recursive: true, force: true });
  npm(UI, 'run', '--silent', 'words');
  npm(
    UI,
    'exec',
    '--',
    'vite',
    'build',
    '--logLevel',
    'error',
    '--sourcemap',
    '--minify',
    'false',
    '--outDir',
    COVERED,
  );
}

/** Whether a build is newer than everything that pages are made of. */
function isFresh(folder: string): boolean {
  const index = join(folder, 'index.html');
  const sources = ['src', 'messages', 'public', 'scripts', 'index.html', 'vite.config.ts', 'package-lock.json'];
  return existsSync(index) && statSync(index).mtimeMs > Math.max(...sources.map((name) => newestIn(join(UI, name))));
}

const GENERATED = /(^|[\\/])paraglide([\\/]|$)|\.test\.ts$|lib[\\/]ipc[\\/](mock|fixtures)/;

function newestIn(path: string): number {
  if (!existsSync(path)) return 0;
  const here = statSync(path);
  if (!here.isDirectory()) return here.mtimeMs;
  const inside = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const times = inside
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !GENERATED.test(file))
    .map((file) => statSync(file).mtimeMs);
  return Math.max(0, ...times);
}
