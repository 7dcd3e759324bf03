import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import noLiteralText from './scripts/no-literal-text.mjs';
import svelteConfig from './svelte.config.js';

const onlyIn = (group, folder) => ({ group, message: `Only ${folder} may import this: use what it exports.` });
const TAURI = onlyIn(['@tauri-apps/*'], 'src/lib/ipc');
const BITS = onlyIn(['bits-ui', 'bits-ui/*'], 'src/lib/ui');
const restricted = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  {
    ignores: [
      'dist/',
      'dist-test/',
      'coverage/',
      'test-results/',
      'pseudo.inlang/',
      'src/lib/i18n/paraglide/',
      'src/lib/ipc/bindings.ts',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // TypeScript finds undefined names itself, types included.
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      ...restricted(TAURI, BITS),
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig, extraFileExtensions: ['.svelte'] } },
  },
  {
    files: ['**/*.svelte'],
    plugins: { desk: { rules: { 'no-literal-text': noLiteralText } } },
    rules: { 'desk/no-literal-text': 'error', 'svelte/no-at-html-tags': 'error', 'prefer-const': 'off' },
  },
  { files: ['src/lib/ui/**'], rules: restricted(TAURI) },
  { files: ['src/lib/ipc/**'], rules: restricted(BITS) },
  {
    files: ['scripts/**', 'tests/**', '*.config.{js,ts}'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'no-console': 'off' },
  },
);
