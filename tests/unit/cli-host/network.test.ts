import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

interface Context {
  dir: string;
  cairn: (...args: readonly string[]) => Promise<Ran>;
  networks: () => Promise<string>;
}

const test = suite<Context>('cairn network add, set, remove');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-network-'));
  const env = { CAIRN_STATE: join(context.dir, 'state.db'), CAIRN_GRAPH: join(context.dir, 'graph.json') };
  context.cairn = (...args) => runCairn(args, { env });
  const attributes = {
    extra_networks: { type: 'networks', default: '' },
    extra_links: { type: 'links', default: '' },
  };
  const rolls = [{ name: 'base', attributes, files: [] }];
  const site = { global: { extra_networks: 'site 10.8.0.0/16' } };
  await writeFile(join(context.dir, 'graph.json'), JSON.stringify({ format: 1, rolls, attributes: site }));
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.close();
  context.networks = async () => {
    const { stdout } = await context.cairn('attribute', 'list', '--format', 'json');
    const all = JSON.parse(stdout) as { name: string; value: string }[];
    return all.find(({ name }) => name === 'extra_networks')?.value ?? '';
  };
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('a network besides those that the site names, changed and forgotten', async ({ cairn, networks }) => {
  const added = await cairn('network', 'add', 'ib0', '10.2.0.0/16', '--mtu', '4092');
  assert.is(added.exitCode, 0, added.stderr);
  assert.is(await networks(), 'site 10.8.0.0/16; ib0 10.2.0.0/16 mtu=4092');
  const { stdout } = await cairn('network', 'list');
  assert.match(stdout, /^private +10\.1\.0\.0\/16 +10\.1\.0\.1/m);
  assert.match(stdout, /^ib0 +10\.2\.0\.0\/16 .* 4092$/m);
  assert.is((await cairn('network', 'set', 'ib0', '10.3.0.0/16')).exitCode, 0);
  assert.is(await networks(), 'site 10.8.0.0/16; ib0 10.3.0.0/16 mtu=4092', 'what is not given stays');
  await cairn('attribute', 'set', 'extra_links', 'ib card=ib0 network=ib0', '--appliance', 'compute');
  assert.match(
    (await cairn('network', 'remove', 'ib0')).stderr,
    'Links of appliance compute are on network "ib0"',
  );
  await cairn('attribute', 'remove', 'extra_links', '--appliance', 'compute');
  assert.is((await cairn('network', 'remove', 'ib0')).exitCode, 0);
  assert.is(await networks(), 'site 10.8.0.0/16');
  assert.match((await cairn('audit')).stdout, /network add: attribute extra_networks/);
});

test('what cannot be is refused, and nothing changes', async ({ cairn, networks }) => {
  for (const [words, message] of [
    [['add', 'ib0', '10.1.3.0/24'], 'overlaps the private one'],
    [['add', 'ib0', '10.8.4.0/24'], 'are one, or overlap'],
    [['add', 'ib0', '10.2.0.7/16'], 'no network with 8 to 30 bits'],
    [['add', 'ib0', '10.2.0.0'], 'Bad network'],
    [['add', 'site', '10.2.0.0/16'], 'is there already'],
    [['add', 'private', '10.2.0.0/16'], 'no name of a further network'],
    [['set', 'ib0', '10.2.0.0/16'], 'Known are: private, public, site'],
    [['set', 'site', '--range', '10.8.0.1-10.8.0.9'], 'takes no --range'],
    [['remove', 'private'], 'unknown, or not one of these'],
  ] as const) {
    const { exitCode, stderr } = await cairn('network', ...words);
    assert.ok(exitCode > 0, words.join(' '));
    assert.match(stderr, message);
  }
  assert.is(await networks(), '');
});

test.run();
