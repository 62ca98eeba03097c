import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { readManual } from './read-manual.ts';

/** The pieces of recipes/CI.md, read as the services read them. */
const pieces = new Map(
  readManual(readFileSync('recipes/CI.md', 'utf8')).flatMap(({ heading, blocks }) =>
    blocks.map(({ text }) => [heading, parse(text)] as const),
  ),
);
const linesOf = (steps: readonly (string | undefined)[]): string[] =>
  steps.flatMap((text) => (text ?? '').split('\n')).filter((line) => line !== '');
const github = pieces.get('GitHub Actions').jobs.try;
const gitlab = pieces.get('GitLab CI').cluster;
const ofGithub = linesOf(github.steps.map(({ run }: { run?: string }) => run));
const ofGitlab = linesOf([...gitlab.before_script, ...gitlab.script]);

const test = suite('pieces for continuous integration');

test('do the same everywhere', () => {
  assert.equal(ofGithub, ofGitlab);
  assert.ok(ofGithub.some((line) => / cairn build /.test(` ${line.replace('node_modules/.bin/', '')} `)));
  assert.ok(ofGithub.some((line) => /cairn try .* --junit report\.xml/.test(line)));
});

test('keep what the trial writes', () => {
  const kept = github.steps.find(({ uses = '' }: { uses?: string }) => uses.includes('upload-artifact'));
  assert.equal(linesOf([kept.with.path]), ['report.xml', 'report.html']);
  assert.is(kept.if, 'always()');
  assert.equal([gitlab.artifacts.reports.junit, ...gitlab.artifacts.paths], ['report.xml', 'report.html']);
});

test('have their cache where layers can lie: not in the file system of a container', () => {
  const own = '.cache/cairn';
  const cache = github.steps.find(({ uses = '' }: { uses?: string }) => uses.includes('/cache@'));
  assert.is(cache.with.path, own);
  assert.is(github.env.CAIRN_CACHE, `\${{ github.workspace }}/${own}`);
  assert.equal(gitlab.cache.paths, [own]);
  assert.is(gitlab.variables.CAIRN_CACHE, `$CI_PROJECT_DIR/${own}`);
});

test('set up what there is, and look at what they build: these steps are run', () => {
  assert.match(readFileSync('scripts/setup', 'utf8'), /^ {4}--try\) /m);
  assert.ok(ofGithub.includes('scripts/setup --try'));
  const cheap = ofGithub.filter((line) => /cairn (?:roll|graph) check/.test(line));
  assert.is(cheap.length, 2);
  const source = `node --import tsx --import ./scripts/ejs-loader.mjs builder/cli/main.ts`;
  for (const line of cheap)
    execFileSync('bash', ['-ec', line.replace('node_modules/.bin/cairn', source)], { stdio: 'pipe' });
});

test.run();
