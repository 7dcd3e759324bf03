// Writes `messages/en-XA`: every English sentence with accents and 40 % more length, so that layout tests
// find text that is clipped or was never put into the messages.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const PLAIN = 'aceginorsuyACEGINORSUY';
const ACCENTED = 'áçéĝíñóŕšúýÁÇÉĜÍÑÓŔŠÚÝ';

/** Puts accents on a sentence and pads it; `{placeholders}` stay as they are. */
export function pseudo(sentence) {
  const accented = sentence
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith('{') ? part : [...part].map(accent).join('')))
    .join('');
  const more = Math.ceil(sentence.length * 0.4);
  return `[${accented}${more > 1 ? ' ' + '~'.repeat(more - 1) : ''}]`;
}

/** Writes the locale from `messages/en` under the given `ui` folder. */
export function writePseudoLocale(ui) {
  const from = join(ui, 'messages/en');
  const to = join(ui, 'messages/en-XA');
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from)) {
    const words = JSON.parse(readFileSync(join(from, file), 'utf8'));
    for (const [key, value] of Object.entries(words)) words[key] = translated(key, value);
    writeFileSync(join(to, file), JSON.stringify(words, null, 2) + '\n');
  }
}

function translated(key, value) {
  if (key.startsWith('$')) return value;
  if (typeof value === 'string') return pseudo(value);
  return value.map((variant) => ({
    ...variant,
    match: Object.fromEntries(Object.entries(variant.match).map(([when, sentence]) => [when, pseudo(sentence)])),
  }));
}

function accent(letter) {
  const at = PLAIN.indexOf(letter);
  return at < 0 ? letter : ACCENTED[at];
}

if (argv[1] === fileURLToPath(import.meta.url)) writePseudoLocale(resolve(dirname(argv[1]), '..'));
