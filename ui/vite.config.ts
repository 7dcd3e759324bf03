import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Mode `mock` builds the same page with the mock host inside, for the browser tests and for `vite --mode mock`.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), mode === 'test' ? svelteTesting() : []],
  resolve: { alias: { $lib: folder('src/lib'), $app: folder('src/app'), $screens: folder('src/screens') } },
  define: { __MOCK__: JSON.stringify(mode === 'mock') },
  build: {
    outDir: mode === 'mock' ? 'dist-test' : 'dist',
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
    css: false,
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
}));
