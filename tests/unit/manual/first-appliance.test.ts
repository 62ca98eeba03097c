import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { readManual } from './read-manual.ts';

const checkout = resolve('.');
const blocks = readManual(readFileSync('rolls/FIRST-APPLIANCE.md', 'utf8')).flatMap(
  (section) => section.blocks,
);
const CAIRN = 'node_modules/.bin/cairn ';
/** What needs a mirror, and root: it is run by tests/try. */
const LATER = ['scripts/build recipes/wiki.yaml', `${CAIRN}try recipes/wiki.yaml`];

const test = suite('the page about the first appliance');
let folder = '';

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-first-'));
  for (const name of ['rolls', 'recipes']) mkdirSync(join(folder, name));
  for (const name of ['base', 'debian-13'])
    symlinkSync(join(checkout, 'rolls', name), join(folder, 'rolls', name));
  process.chdir(folder);
});
test.after(() => {
  process.chdir(checkout);
  rmSync(folder, { recursive: true });
});

test('does what it says, word for word', async () => {
  let last: Ran | undefined;
  const asked: string[] = [];
  for (const { info, text, line } of blocks) {
    const [, file] = /^(?:yaml|xml) (\S+)$/.exec(info) ?? [];
    if (file !== undefined) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } else if (info === 'text output') assert.is(last?.stdout, text, `line ${line}`);
    else {
      assert.is(info, 'sh', `line ${line}`);
      for (const command of text.trim().split('\n')) {
        asked.push(command);
        if (LATER.includes(command)) continue;
        assert.ok(command.startsWith(CAIRN), command);
        last = await runCairn(command.slice(CAIRN.length).split(' '));
        assert.is(last.exitCode, 0, `line ${line}: ${last.stdout}${last.stderr}`);
      }
    }
  }
  assert.equal(asked.slice(-LATER.length), LATER);
  const explained = last!.stdout;
  assert.is((await runCairn(['try', '--help'])).exitCode, 0);
  assert.match(explained, /^Opening "8080\/tcp" is part of appliance "wiki"/);
  assert.match(explained, /wiki\/nodes\/wiki\.xml:6/);
});

test('a file that comes of settings has somebody who says what is in it', async () => {
  const ask = (...more: readonly string[]): Promise<Ran> =>
    runCairn([
      'graph',
      'explain',
      'wiki',
      '/etc/nftables.d/50-openings.nft',
      '--recipe',
      'recipes/wiki.yaml',
      ...more,
    ]);
  const { stdout } = await ask();
  assert.match(
    stdout,
    /^File "\/etc\/nftables.d\/50-openings.nft" of appliance "wiki" holds what nodes say:$/m,
  );
  for (const origin of ['  wiki (wiki/nodes/wiki.xml:6)', '  ssh (base/nodes/ssh.xml:7)'])
    assert.ok(stdout.split('\n').includes(origin), stdout);
  const { sayers } = JSON.parse((await ask('--format', 'json')).stdout) as { sayers: { node: string }[] };
  assert.ok(sayers.some(({ node }) => node === 'compute-firewall'));
});

test('the mistake that it proposes is found, in its line', async () => {
  const node = 'rolls/wiki/nodes/wiki.xml';
  writeFileSync(node, readFileSync(node, 'utf8').replace('port="8080"', 'port="80800"'));
  const { exitCode, stdout, stderr } = await runCairn(['graph', 'check', '--recipe', 'recipes/wiki.yaml']);
  assert.is(exitCode, 1);
  assert.match(stdout + stderr, /wiki\/nodes\/wiki\.xml:6:3: error: Attribute "port": bad port "80800"/);
});

test.run();
