// Compiles `messages/`, offline, and only when something changed: one file per sentence into
// `src/lib/i18n/paraglide`, so that each part of the window carries its own words only.
//   --pseudo  adds the made-up locale en-XA, which the layout tests use and the product does not carry
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { compile } from '@inlang/paraglide-js';
import { writePseudoLocale } from './pseudo.mjs';

const ui = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** One file per sentence: what is built and type-checked. */
export const SPLIT = join(ui, 'src/lib/i18n/paraglide');
/** One file per language: a thousand files fewer to load where nothing is bundled (unit tests, the dev server). */
export const FLAT = join(ui, 'node_modules/.cache/words');

/** Compiles into one of the two folders, if what is there is out of date. */
export async function compileWords(out, { pseudo = false } = {}) {
  if (pseudo) writePseudoLocale(ui);
  const stamp = join(out, '.stamp');
  const print = fingerprint(pseudo);
  if (existsSync(join(out, 'messages.js')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  await compile({
    project: pseudo ? pseudoProject() : join(ui, 'project.inlang'),
    outdir: out,
    outputStructure: out === FLAT ? 'locale-modules' : 'message-modules',
    strategy: ['custom-desk', 'baseLocale'],
    isServer: 'false',
    emitReadme: false,
    emitTsDeclarations: out === SPLIT,
  });
  writeFileSync(stamp, print);
}

function fingerprint(pseudo) {
  const hash = createHash('sha256').update(String(pseudo));
  const inputs = [
    join(ui, 'project.inlang/settings.json'),
    join(ui, 'package-lock.json'),
    fileURLToPath(import.meta.url),
  ];
  for (const locale of readdirSync(join(ui, 'messages'))) {
    for (const file of readdirSync(join(ui, 'messages', locale))) inputs.push(join(ui, 'messages', locale, file));
  }
  for (const file of inputs.sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function pseudoProject() {
  const settings = JSON.parse(readFileSync(join(ui, 'project.inlang/settings.json'), 'utf8'));
  settings.locales.push('en-XA');
  const folder = join(ui, 'pseudo.inlang');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
  return folder;
}

if (argv[1] === fileURLToPath(import.meta.url)) await compileWords(SPLIT, { pseudo: argv.includes('--pseudo') });
