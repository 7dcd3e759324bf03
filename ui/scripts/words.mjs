// Compiles `messages/` into `src/lib/i18n/paraglide`, offline, and only when something changed.
// `--pseudo` adds the made-up locale en-XA, which the layout tests use and the product does not carry.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '@inlang/paraglide-js';
import { writePseudoLocale } from './pseudo.mjs';

const ui = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(ui, 'src/lib/i18n/paraglide');
const stamp = join(ui, 'node_modules/.cache/words-stamp');
const pseudo = process.argv.includes('--pseudo');

if (pseudo) writePseudoLocale(ui);
const print = fingerprint();
if (!existsSync(join(out, 'messages.js')) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== print) {
  await compile({
    project: pseudo ? pseudoProject() : join(ui, 'project.inlang'),
    outdir: out,
    strategy: ['custom-desk', 'baseLocale'],
    isServer: 'false',
    emitReadme: false,
    emitTsDeclarations: true,
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
}

function fingerprint() {
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
