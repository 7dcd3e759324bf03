/** What the program is built with, for About; names and SPDX terms are the same in every language. */
export const LICENCES = [
  { name: 'Tauri, wry, tao', licence: 'Apache-2.0 OR MIT' },
  { name: 'Svelte', licence: 'MIT' },
  { name: 'bits-ui, Floating UI', licence: 'MIT' },
  { name: 'SQLite, rusqlite', licence: 'Public domain, MIT' },
  { name: 'argon2, rand, arboard, tokio, serde', licence: 'Apache-2.0 OR MIT' },
  { name: 'Paraglide, Valibot', licence: 'MIT' },
  { name: 'Lucide', licence: 'ISC' },
  { name: 'Inter, JetBrains Mono', licence: 'OFL-1.1' },
] as const;
