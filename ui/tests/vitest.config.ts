// The browser tests: each file drives the shipped page in Chromium. Run by `tests/run.ts`.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['tests/checks/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['tests/harness/setup.ts'],
    reporters: ['default', './tests/harness/summary.ts'],
  },
});
