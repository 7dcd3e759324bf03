// `npm run coverage`: runs the unit and browser tests with every line counted, and prints how many lines of
// `src/` they run together and which files run least. `--report` only prints.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8 from '@bcoe/v8-coverage';
import convert from 'ast-v8-to-istanbul';
import coverage from 'istanbul-lib-coverage';
import { parseAstAsync } from 'vite';

const ui = fileURLToPath(new URL('..', import.meta.url));
const built = join(ui, 'dist-test/covered');
const raw = join(ui, 'dist-test/coverage');
const units = join(ui, 'coverage/coverage-final.json');

if (!process.argv.includes('--report')) {
  vitest({}, '--coverage', '--coverage.reporter=json');
  vitest({ COVER: '1' }, '--config', 'tests/vitest.config.ts');
}

const browser = coverage.createCoverageMap({});
for (const [url, scripts] of byUrl()) {
  const file = join(built, new URL(url).pathname);
  if (!file.endsWith('.js') || !existsSync(`${file}.map`)) continue;
  const code = readFileSync(file, 'utf8');
  const data = await convert({
    ast: parseAstAsync(code),
    code,
    sourceMap: JSON.parse(readFileSync(`${file}.map`, 'utf8')),
    coverage: { ...v8.mergeScriptCovs(scripts), url: pathToFileURL(file).href },
  });
  browser.merge(data);
}
const together = coverage.createCoverageMap(browser.toJSON());
if (existsSync(units)) together.merge(JSON.parse(readFileSync(units, 'utf8')));

tell('browser tests', browser);
tell('unit and browser tests', together);

function vitest(env, ...args) {
  const script = join(ui, 'node_modules/vitest/vitest.mjs');
  spawnSync(process.execPath, [script, 'run', ...args], { cwd: ui, stdio: 'inherit', env: { ...process.env, ...env } });
}

function byUrl() {
  const all = new Map();
  for (const file of readdirSync(raw)) {
    for (const script of JSON.parse(readFileSync(join(raw, file), 'utf8'))) {
      all.set(script.url, [...(all.get(script.url) ?? []), script]);
    }
  }
  return all;
}

function tell(what, map) {
  map.filter(
    (file) => file.startsWith(join(ui, 'src')) && !/paraglide|lib[\\/]ipc[\\/](mock|fixtures)|\.css/.test(file),
  );
  const files = map.files().map((file) => ({ file, ...map.fileCoverageFor(file).toSummary().lines }));
  const { covered, total, pct } = map.getCoverageSummary().lines;
  for (const one of files.sort((a, b) => a.pct - b.pct).slice(0, 20)) {
    console.log(`  ${one.pct.toFixed(0).padStart(3)} %  ${one.file.slice(ui.length)}`);
  }
  console.log(`${what} run ${covered} of ${total} lines of ui/src: ${pct.toFixed(1)} %`);
}
