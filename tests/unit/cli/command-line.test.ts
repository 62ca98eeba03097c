import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../../builder/io/mod.ts';

const LOADERS = ['--import', 'tsx', '--import', './scripts/ejs-loader.mjs'];

async function cairn(...args: readonly string[]) {
  return run([process.execPath, ...LOADERS, resolve('builder/cli/main.ts'), ...args], {
    okCodes: [0, 1, 2, 3],
    env: { SOURCE_DATE_EPOCH: '1700000000' },
  });
}

const test = suite<{ dir: string }>('cairn');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

test('exit code 0: done', async () => {
  const { exitCode, stdout } = await cairn('--version');
  assert.is(exitCode, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test('exit code 1: the input is wrong; every place is named, and nothing is written', async ({ dir }) => {
  const recipe = join(dir, 'r.yaml');
  await writeFile(recipe, 'name: x\nversion: 1\nos: debian-13\nrolls: base\nplants: 1\n');
  const { exitCode, stderr } = await cairn('build', recipe, '--output', join(dir, 'out'));
  assert.is(exitCode, 1);
  assert.match(stderr, `${recipe}:4:8: error: Expected a list, found "base" in "rolls" [YAML_VALUE]\n`);
  assert.match(stderr, `${recipe}:5:1: error: Unknown key "plants" [YAML_KEY_UNKNOWN]\n`);
  assert.equal(await readdir(dir), ['r.yaml']);
});

test('exit code 1 in the middle of a build leaves no scratch behind', async ({ dir }) => {
  const recipe = join(dir, 'r.yaml');
  await writeFile(recipe, 'name: x\nversion: 1\nos: debian-13\nrolls: [nowhere]\n');
  const { exitCode, stdout, stderr } = await cairn('build', recipe, '--output', join(dir, 'out'), '--json');
  assert.is(exitCode, 1);
  assert.match(stderr, 'Cannot find roll "nowhere"');
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);
  assert.equal(events, ['stage-started', 'stage-failed', 'failed']);
  assert.equal(await readdir(join(dir, 'out')), []);
});

test('a lock that is named is one that the build is held to', async ({ dir }) => {
  const [recipe, roll, lock] = ['r.yaml', 'tiny', 'absent.lock'].map((name) => join(dir, name));
  const rolls = `[${resolve('rolls/debian-13')}, ./tiny]`;
  await writeFile(recipe!, `name: x\nversion: 1\nos: debian-13\nrolls: ${rolls}\n`);
  await mkdir(join(roll!, 'nodes'), { recursive: true });
  await mkdir(join(roll!, 'graphs'));
  await writeFile(join(roll!, 'roll.yaml'), 'name: tiny\nappliances: { top: { node: top } }\n');
  for (const name of ['top', 'end']) await writeFile(join(roll!, `nodes/${name}.xml`), '<kickstart/>');
  await writeFile(join(roll!, 'graphs/g.xml'), '<graph><edge from="top" to="end"/></graph>');
  const args = ['build', recipe!, '--offline', '--dry-run', '--output', join(dir, 'out')];
  const { exitCode, stderr } = await cairn(...args, '--lock', lock!);
  assert.is(exitCode, 1);
  assert.match(stderr, `No lock at ${lock} [LOCK_MISSING]`);
});

test('exit code 1: a file that is named does not exist', async ({ dir }) => {
  const absent = join(dir, 'absent.yaml');
  for (const args of [
    ['build', absent],
    ['graph', 'check', '--roll', absent],
    ['graph', 'check', '--recipe', absent],
    ['media', 'verify', absent],
  ]) {
    const { exitCode, stderr } = await cairn(...args);
    assert.is(exitCode, 1, args.join(' '));
    assert.match(stderr, /FILE_MISSING/);
  }
});

test('exit code 2: wrong usage', async () => {
  assert.is((await cairn('bulid')).exitCode, 2);
  assert.is((await cairn('build')).exitCode, 2);
  assert.is((await cairn('build', 'x.yaml', '--ofline')).exitCode, 2);
});

test('exit code 3: the environment failed', async ({ dir }) => {
  const roll = join(dir, 'roll');
  await cairn('roll', 'create', roll);
  const { exitCode, stderr } = await cairn('graph', 'draw', '--roll', roll, '--output', '/dev/null/x.svg');
  assert.is(exitCode, 3);
  assert.match(stderr, 'FILE_UNWRITABLE');
});

test('a roll from nothing to a verified archive', async ({ dir }) => {
  const roll = join(dir, 'demo');
  assert.is((await cairn('roll', 'create', roll)).exitCode, 0);
  const checked = await cairn('roll', 'check', roll);
  assert.match(checked.stdout, '1 roll read, 0 errors, 0 warnings');
  const archive = join(dir, 'demo.tar');
  assert.is((await cairn('roll', 'pack', roll, '--output', archive)).exitCode, 0);
  assert.match((await cairn('roll', 'verify', archive)).stdout, 'contents as in the manifest');
  await writeFile(join(roll, 'nodes/demo.xml'), '<node>\n<package>&nobody;</package>\n<bad/></node>');
  const bad = await cairn('roll', 'check', roll);
  assert.is(bad.exitCode, 1);
  assert.match(bad.stderr, `${roll}/nodes/demo.xml:2:10: error: Attribute "nobody" is not defined`);
});

test.run();
