// Runs uvu suites: node --import tsx --import ./scripts/ejs-loader.mjs scripts/test.ts FOLDER... [options]
// Folders are below tests/; each file runs in a process of its own. See tests/README.md.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RAW_COVERAGE } from './testing/coverage.ts';
import { findTests } from './testing/find-tests.ts';
import { judgeCoverage } from './testing/judge-coverage.ts';
import { parseOptions, type TestOptions, USAGE } from './testing/options.ts';
import { readPastTimes, sortByPastTime, writePastTimes } from './testing/past-times.ts';
import { renderResult } from './testing/render-result.ts';
import { runFile } from './testing/run-file.ts';
import { runFiles } from './testing/run-files.ts';
import { shuffle } from './testing/shuffle.ts';

const root = resolve(import.meta.dirname, '..');
const timesFile = join(root, 'output/.cache/test-times.json');
const rawCoverage = join(root, RAW_COVERAGE);

function readOptions(): TestOptions {
  try {
    const options = parseOptions(process.argv.slice(2));
    for (const folder of options.folders)
      if (!existsSync(join(root, 'tests', folder))) throw new Error(`There is no folder tests/${folder}`);
    return options;
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: ${USAGE}`);
    process.exit(2);
  }
}

const { folders, only, jobs, seed, coverage, isWhole, raise } = readOptions();
const found = folders.flatMap((folder) => {
  const files = findTests(root, folder, only);
  if (files.length === 0 && only === undefined) console.log(`No tests in tests/${folder}`);
  return files;
});
if (found.length === 0) {
  console.error(`No tests ran: ${folders.join(', ')}${only === undefined ? '' : `, --only ${only}`}`);
  process.exit(1);
}

if (coverage) {
  rmSync(rawCoverage, { recursive: true, force: true });
  mkdirSync(rawCoverage, { recursive: true });
}
const past = readPastTimes(timesFile);
const results = await runFiles(
  seed === undefined ? sortByPastTime(found, past) : shuffle(found, seed),
  jobs,
  (file) =>
    runFile(file, {
      ...{ root, live: file.alone, env: coverage ? { NODE_V8_COVERAGE: rawCoverage } : {} },
      ...(seed === undefined ? {} : { seed }),
    }),
  (result) => process.stdout.write(renderResult(result)),
);
writePastTimes(timesFile, {
  ...past,
  ...Object.fromEntries(results.map(({ path, seconds }) => [path, seconds])),
});

const sum = (key: 'passed' | 'failed' | 'skipped'): number => results.reduce((all, one) => all + one[key], 0);
const low = coverage ? await judgeCoverage(root, rawCoverage, { isWhole, raise }) : [];
const bad = results
  .filter(({ failed }) => failed > 0)
  .map(({ path, fault }) => (fault === undefined ? path : `${path} ${fault}`));
for (const line of [...bad.sort(), ...low]) console.log(`FAIL ${line}`);
const failed = sum('failed') + low.length;
console.log(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
if (failed > 0) process.exitCode = 1;
