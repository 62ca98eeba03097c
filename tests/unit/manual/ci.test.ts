import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { readManual } from './read-manual.ts';
import { runSteps } from './run-steps.ts';

/** The pieces of recipes/CI.md, read as the services read them. */
const pieces = new Map(
  readManual(readFileSync('recipes/CI.md', 'utf8')).flatMap(({ heading, blocks }) =>
    blocks.filter(({ info }) => info === 'yaml').map(({ text }) => [heading, parse(text)] as const),
  ),
);
const linesOf = (steps: readonly (string | undefined)[]): string[] =>
  steps.flatMap((text) => (text ?? '').split('\n')).filter((line) => line !== '');
const github = pieces.get('GitHub Actions').jobs.try;
const gitlab = pieces.get('GitLab CI').cluster;
const ofGithub = linesOf(github.steps.map(({ run }: { run?: string }) => run));
const ofGitlab = linesOf([...gitlab.before_script, ...gitlab.script]);

const stepsOf = (steps: readonly { readonly run?: string; readonly if?: string }[]): string[] =>
  steps.filter((step) => step.if === undefined).flatMap(({ run }) => (run === undefined ? [] : [run]));

/** Each service with what a job of it runs. */
const services = {
  'GitHub Actions': stepsOf(github.steps),
  'GitLab CI': [...gitlab.before_script, ...gitlab.script] as string[],
};

const test = suite('pieces for continuous integration');

test('do the same everywhere, but for how each service is told of problems, and that it is a tag', () => {
  const own = / carried|^ *jq /;
  const shared = (lines: readonly string[]): string[] => lines.filter((line) => !own.test(line));
  assert.equal(shared(ofGithub), shared(ofGitlab));
  assert.ok(
    ofGithub.some((line) => / cairn build /.test(` ${line.replace('node_modules/.bin/', '').trim()} `)),
  );
  assert.ok(ofGithub.some((line) => /cairn try .* --junit report\.xml/.test(line)));
});

test('keep what build and trial write', () => {
  const uploads = github.steps.filter(({ uses = '' }: { uses?: string }) => uses.includes('upload-artifact'));
  const [report, carried] = uploads;
  assert.equal(linesOf([report.with.path]), [
    'report.xml',
    'report.html',
    'events.jsonl',
    'output/*/recipe.lock',
  ]);
  assert.is(report.if, 'always()');
  assert.is(carried.with.path, 'carried');
  const { reports, paths, when } = gitlab.artifacts;
  assert.equal([reports.junit, ...paths], [...linesOf([report.with.path]), 'carried']);
  assert.is(when, 'always');
});

test('have their cache where layers can lie, not in the file system of a container, and name it after the lock', () => {
  const own = '.cache/cairn';
  const cache = github.steps.find(({ uses = '' }: { uses?: string }) => uses.includes('/cache@'));
  assert.is(cache.with.path, own);
  assert.is(github.env.CAIRN_CACHE, `\${{ github.workspace }}/${own}`);
  assert.equal(gitlab.cache.paths, [own]);
  assert.is(gitlab.variables.CAIRN_CACHE, `$CI_PROJECT_DIR/${own}`);
  assert.match(cache.with.key, "hashFiles('recipes/minimal.lock')");
  assert.equal(gitlab.cache.key.files, ['recipes/minimal.lock']);
});

test('have no secret, and leave the key of a build to nobody', () => {
  assert.not.match(readFileSync('recipes/CI.md', 'utf8'), /secrets\.|\$CI_JOB_TOKEN|PRIVATE/);
  for (const { CAIRN_KEYS } of [github.env, gitlab.variables]) assert.is(CAIRN_KEYS, '/tmp/cairn-keys');
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

/** Runs the job of a service in a new folder, with programs that stand in for those which need a service or a network. */
function runJob(service: keyof typeof services, cairn: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-ci-'));
  mkdirSync(join(folder, 'recipes'));
  writeFileSync(join(folder, 'recipes/minimal.yaml'), '');
  if (env['LOCK'] !== undefined) writeFileSync(join(folder, 'recipes/minimal.lock'), '');
  const programs = { 'apt-get': '', 'scripts/setup': '', 'node_modules/.bin/cairn': cairn };
  const end = runSteps(folder, services[service], programs, env);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const builds = end.called.filter((line) => line.startsWith('cairn build '));
  return { ...end, builds, read, close: () => rmSync(folder, { recursive: true }) };
}

/** A build that ends as told, one word a call; and a trial that writes its reports. */
const endsAs = (...statuses: readonly number[]): string => `
case "$1" in
  build)
    echo '{"type":"stage-started","stage":"rolls","title":"Read the rolls"}'
    set -- ${statuses.join(' ')}
    touch turns; echo >>turns
    shift $(($(wc -l <turns) - 1))
    [ "$1" = 0 ] || cat "$FAILED"
    exit "$1" ;;
  try) touch report.xml report.html ;;
esac`;

/** What the real program says of a recipe that is wrong. */
const failed = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-ci-'));
  const recipe = join(folder, 'wrong.yaml');
  writeFileSync(recipe, 'name: wrong\nversion: 1\nos: debian-13\nrolls: [debian-13, nowhere]\n');
  const argv = ['--import', 'tsx', '--import', './scripts/ejs-loader.mjs', 'builder/cli/main.ts'];
  const { stdout, status } = spawnSync(process.execPath, [...argv, 'build', recipe, '--json'], {
    encoding: 'utf8',
  });
  const events = join(folder, 'failed.jsonl');
  writeFileSync(
    events,
    stdout
      .split('\n')
      .filter((line) => line.includes('"failed"'))
      .join('\n'),
  );
  return { recipe, events, status, close: () => rmSync(folder, { recursive: true }) };
})();
test.after(() => failed.close());

for (const service of Object.keys(services) as (keyof typeof services)[]) {
  test(`${service}: a job that goes well runs each step once, and is held to a lock that is there`, () => {
    const job = runJob(service, endsAs(0), { LOCK: 'yes', CI_COMMIT_TAG: '' });
    assert.is(job.status, 0, job.output);
    assert.equal(job.builds, ['cairn build recipes/minimal.yaml --locked --json']);
    const words = job.called.map((line) => line.split(' ').slice(0, 2).join(' '));
    assert.equal(words, [
      ...[
        'apt-get update',
        'apt-get install',
        'setup --try',
        'cairn roll',
        'cairn graph',
        'cairn build',
        'cairn try',
      ],
    ]);
    job.close();
  });

  test(`${service}: what the environment did is tried again, twice; then the job fails with it`, () => {
    const well = runJob(service, endsAs(3, 3, 0), { FAILED: failed.events, CI_COMMIT_TAG: '' });
    assert.is(well.status, 0);
    assert.equal(well.builds, Array(3).fill('cairn build recipes/minimal.yaml --json'));
    well.close();
    const ill = runJob(service, endsAs(3, 3, 3), { FAILED: failed.events, CI_COMMIT_TAG: '' });
    assert.is(ill.status, 3);
    assert.is(ill.builds.length, 3);
    ill.close();
  });

  test(`${service}: what the input has wrong ends the job at once, and is told with its place`, () => {
    assert.is(failed.status, 1);
    const job = runJob(service, endsAs(1), { FAILED: failed.events, CI_COMMIT_TAG: '' });
    assert.is(job.status, 1);
    assert.is(job.builds.length, 1);
    assert.not(job.called.some((line) => line.startsWith('cairn try')));
    const message = 'Cannot find roll "nowhere"';
    if (service === 'GitHub Actions')
      assert.match(job.output, `::error file=${failed.recipe},line=4::${message}`);
    else {
      const [problem, ...others] = JSON.parse(job.read('gl-code-quality-report.json'));
      assert.equal(others, []);
      assert.is(problem.description, message);
      assert.equal(problem.location, { path: failed.recipe, lines: { begin: 4 } });
      assert.ok(problem.fingerprint.length > 10);
    }
    job.close();
  });
}

test('of a tag all that a build needs is kept, to be built where the key is', () => {
  const job = runJob('GitLab CI', endsAs(0), { CI_COMMIT_TAG: 'v1' });
  assert.is(job.called.at(-1), 'cairn mirror export recipes/minimal.yaml carried');
  job.close();
  const carry = github.steps.find(({ name }: { name?: string }) => name === 'Carry');
  assert.is(`${carry.run.replace('node_modules/.bin/', '')}`, job.called.at(-1));
  assert.is(carry.if, "startsWith(github.ref, 'refs/tags/')");
});

test.run();
