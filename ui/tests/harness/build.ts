// Makes what the browser tests load: the page as it is shipped, and the desk that stands in for Rust.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The folder `ui/`. */
export const UI = fileURLToPath(new URL('../../', import.meta.url));
/** The shipped page; `UI_DIST` names another build of it. */
export const DIST = process.env['UI_DIST'] ?? join(UI, 'dist');
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
export async function buildPage(): Promise<'built' | 'fresh'> {
  if (process.env['UI_DIST']) return 'fresh';
  const index = join(DIST, 'index.html');
  const sources = ['src', 'messages', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
  const newest = Math.max(...sources.map((name) => newestIn(join(UI, name))));
  if (existsSync(index) && statSync(index).mtimeMs > newest) return 'fresh';
  const { execFileSync } = await import('node:child_process');
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: UI,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  return 'built';
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
