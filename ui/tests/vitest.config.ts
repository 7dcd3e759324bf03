// The browser tests: each file drives the shipped page in Chromium. Mode `bench` measures instead and mode
// `shots` takes pictures.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const FILES: Record<string, string> = { bench: 'tests/bench/*.ts', shots: 'tests/shots/*.shots.ts' };

export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: [FILES[mode] ?? 'tests/checks/*.test.ts'],
    environment: 'node',
    exclude: process.env['COVER'] ? ['tests/checks/bundle.test.ts'] : [],
    pool: 'forks',
    maxWorkers: mode === 'bench' ? 1 : 2,
    // Machines that run browser tests are often busy: patience costs nothing when all is well.
    expect: { poll: { timeout: 30_000, interval: 50 } },
    testTimeout: mode === 'bench' ? 240_000 : 180_000,
    hookTimeout: 120_000,
    // One more try for a whole browser on a busy machine; the closing lines name every test that needed it.
    retry: mode === 'test' ? 1 : 0,
    globalSetup: ['tests/harness/setup.ts'],
    reporters: ['default', './tests/harness/summary.ts'],
  },
}));
