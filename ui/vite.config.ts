import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { compileWords, FLAT } from './scripts/words.mjs';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// `npm run dev` and the unit tests load the words in one file per language; what is shipped is split by sentence.
export default defineConfig(async ({ mode, command }) => {
  const flat = command === 'serve';
  // A build started by a test inherits NODE_ENV=test and would carry the parts that are for development.
  if (!flat) process.env['NODE_ENV'] = 'production';
  if (flat) await compileWords(FLAT);
  const alias = [
    { find: '$lib', replacement: folder('src/lib') },
    { find: '$app', replacement: folder('src/app') },
    { find: '$screens', replacement: folder('src/screens') },
  ];
  const words = { find: /^.*\/paraglide\/(messages|runtime)\.js$/, replacement: `${FLAT}/$1.js` };
  return {
    plugins: [svelte(), mode === 'test' ? svelteTesting() : []],
    resolve: { alias: flat ? [words, ...alias] : alias },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      // Not `es2022`: with it Lightning CSS rewrites every `light-dark()` into two helper variables.
      target: ['chrome123', 'safari17.5'],
      cssTarget: ['chrome123', 'safari17.5'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
    server: { port: 1420, strictPort: true },
    test: {
      environment: 'jsdom',
      include: ['src/**/*.test.ts'],
      setupFiles: ['src/test-setup.ts'],
      // A file finds the window as the one before it left it: to make a new one for each, and to load every module
      // into it again, took more than the tests themselves.
      isolate: false,
      css: false,
      // Patience costs nothing when all is well, and test machines are often busy.
      testTimeout: 120_000,
      hookTimeout: 120_000,
      coverage: {
        provider: 'v8',
        include: ['src/**/*.{ts,svelte}'],
        exclude: [
          'src/lib/i18n/paraglide/**',
          'src/lib/ipc/bindings.ts',
          // What tests stand on is no part of the product.
          'src/lib/ipc/{mock,fixtures}.ts',
          'src/lib/ipc/mock/**',
        ],
      },
    },
  };
});
