import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type RecipeLock, renderRecipeLock } from '../../../builder/distro/mod.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Runs the command line from its sources. */
function diff(...args: readonly string[]): {
  readonly code: number;
  readonly out: string;
  readonly err: string;
} {
  const loaders = ['--import', 'tsx', '--import', './scripts/ejs-loader.mjs'];
  try {
    const out = execFileSync(
      process.execPath,
      [...loaders, 'builder/cli/main.ts', 'graph', 'diff', ...args],
      {
        cwd: root,
        encoding: 'utf8',
        stdio: 'pipe',
      },
    );
    return { code: 0, out, err: '' };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, out: stdout, err: stderr };
  }
}

const sha256 = '0'.repeat(64);
const lock: RecipeLock = {
  format: 1,
  recipe: { name: 'a', version: '1', sha256 },
  arch: 'amd64',
  epochSeconds: 0,
  os: { id: 'debian-13', indexes: sha256 },
  rolls: [{ name: 'base', version: '1.0', sha256 }],
  packagesIndex: sha256,
  packages: ['bash', 'make'].map((name) => ({
    name,
    version: '1',
    arch: 'amd64',
    sizeBytes: 1,
    sha256,
    path: `pool/${name}.deb`,
    suite: 'trixie',
    component: 'main',
  })),
  media: [],
};

const test = suite('cairn graph diff');
let folder = '';
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-diff-'));
});
test.after(() => rmSync(folder, { recursive: true }));

test('two recipes that say the same: exit code 0', () => {
  const { code, out } = diff('recipes/minimal.yaml', 'recipes/minimal.yaml');
  assert.is(code, 0);
  assert.is(out, 'No difference in 2 appliances\n');
});
test('with another roll: exit code 1, as JSON', () => {
  const roll = join(folder, 'extra');
  cpSync(join(root, 'rolls/base/nodes/firmware.xml'), join(roll, 'nodes/more.xml'));
  writeFileSync(
    join(roll, 'roll.yaml'),
    'name: extra\nversion: 1.0.0\nsummary: More\nos: [debian-13]\npublic: [more]\n',
  );
  cpSync(join(root, 'rolls/base/graphs/base.xml'), join(roll, 'graphs/extra.xml'));
  writeFileSync(join(roll, 'graphs/extra.xml'), '<graph><edge from="compute" to="more"/></graph>');
  const { code, out, err } = diff('recipes/minimal.yaml', '--with', roll, '--format', 'json');
  assert.is(code, 1, err);
  const answer = JSON.parse(out) as {
    differ: boolean;
    appliances: { appliance: string; state: string; nodes: { added: { name: string }[] } }[];
  };
  assert.ok(answer.differ);
  assert.equal(
    answer.appliances.map(({ appliance, state }) => [appliance, state]),
    [
      ['compute', 'changed'],
      ['frontend', 'same'],
    ],
  );
  assert.is(answer.appliances[0]!.nodes.added[0]!.name, 'more');
});
test('without a roll: its appliances go', () => {
  const { code, out } = diff('--recipe', 'recipes/minimal.yaml', '--without', 'base');
  assert.is(code, 1);
  assert.match(out, 'Appliance compute (removed)');
});
test('imported rolls: from the nodes that edges only start from', () => {
  const write = (name: string, packageName: string): string => {
    const dir = join(folder, name);
    for (const path of ['nodes', 'graphs/default']) mkdirSync(join(dir, path), { recursive: true });
    const head = '<?xml version="1.0"?>\n';
    writeFileSync(join(dir, 'version.mk'), 'ROLLNAME = sge\n');
    writeFileSync(
      join(dir, 'graphs/default/sge.xml'),
      `${head}<graph><edge from="client" to="sge"/></graph>\n`,
    );
    writeFileSync(join(dir, 'nodes/client.xml'), `${head}<kickstart/>\n`);
    writeFileSync(
      join(dir, 'nodes/sge.xml'),
      `${head}<kickstart><package>${packageName}</package></kickstart>\n`,
    );
    return dir;
  };
  const { code, out } = diff(write('sge-6', 'gridengine'), write('sge-8', 'sge'));
  assert.is(code, 1);
  assert.is(
    out,
    [
      'Appliance client',
      '  packages: 1 added, 1 removed',
      '    - gridengine  sge (sge/nodes/sge.xml:2)',
      '    + sge  sge (sge/nodes/sge.xml:2)',
      '',
    ].join('\n'),
  );
});

test('two locks: rolls and versions of packages', () => {
  const [bash, make] = lock.packages as [RecipeLock['packages'][number], RecipeLock['packages'][number]];
  const later = {
    ...lock,
    rolls: [{ name: 'base', version: '1.1', sha256 }],
    packages: [
      { ...bash, version: '2' },
      { ...make, name: 'zsh' },
    ],
  };
  writeFileSync(join(folder, 'a.lock'), renderRecipeLock(lock));
  writeFileSync(join(folder, 'b.lock'), renderRecipeLock(later));
  assert.is(diff(join(folder, 'a.lock'), join(folder, 'a.lock')).code, 0);
  const { code, out } = diff(join(folder, 'a.lock'), join(folder, 'b.lock'));
  assert.is(code, 1);
  assert.is(
    out,
    `rolls: 1 changed
  ~ base
      version: 1.0 -> 1.1
packages: 1 added, 1 removed, 1 changed
  - make  1 (trixie/main)
  + zsh  1 (trixie/main)
  ~ bash
      version: 1 -> 2
`,
  );
});
test('two locks: what another release lends to the installer', () => {
  const lend = (version: string): RecipeLock => {
    const quickjs = { ...lock.packages[0]!, name: 'quickjs', version, sha256: 'e'.repeat(64), suite: 'next' };
    return { ...lock, borrowed: { indexes: 'f'.repeat(64), packages: [quickjs] } };
  };
  writeFileSync(join(folder, 'a.lock'), renderRecipeLock(lend('1')));
  writeFileSync(join(folder, 'b.lock'), renderRecipeLock(lend('2')));
  const { code, out } = diff(join(folder, 'a.lock'), join(folder, 'b.lock'));
  assert.is(code, 1);
  assert.is(out, 'borrowed packages: 1 changed\n  ~ quickjs\n      version: 1 -> 2\n');
});

test('a lock and a recipe: wrong usage', () => {
  writeFileSync(join(folder, 'a.lock'), renderRecipeLock(lock));
  assert.is(diff(join(folder, 'a.lock'), 'recipes/minimal.yaml').code, 2);
  assert.is(diff('recipes/minimal.yaml').code, 2);
});
test.run();
