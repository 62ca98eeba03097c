import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkGivenValues } from '../../../builder/build/values/check-given.ts';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { valueRulesOf } from '../../../builder/model/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

const ONE = '1'.repeat(64);
const OTHER = '2'.repeat(64);
/** Hosts that compute share a key; those for logins have nothing to do with it. */
const ROLL = {
  name: 'base',
  appliances: { compute: { node: 'compute' }, login: { node: 'login' } },
  attributes: { munge_key: { type: 'key', secret: true }, pin: { secret: true } },
  files: [
    {
      path: 'nodes/compute.xml',
      text: '<node><post><file name="/etc/munge/munge.key">&munge_key;</file></post></node>',
    },
    { path: 'nodes/shell.xml', text: '<node><package>bash</package></node>' },
    {
      path: 'graphs/base.xml',
      text: '<graph><edge from="compute" to="shell"/><edge from="login" to="shell"/></graph>',
    },
    { path: 'nodes/login.xml', text: '<node><package>bash</package></node>' },
  ],
} as const;

interface Stand {
  readonly dir: string;
  readonly cairn: (...args: readonly string[]) => Promise<Ran>;
  readonly keyOf: () => Promise<string | undefined>;
}
const test = suite<Stand>('a key that hosts share');
test.before.each(async (context) => {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-key-'));
  const env = { CAIRN_STATE: join(dir, 'state.db'), CAIRN_GRAPH: join(dir, 'graph.json') };
  await writeFile(env.CAIRN_GRAPH, JSON.stringify({ format: 1, os: 'debian-13', rolls: [ROLL] }));
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.addHosts([{ appliance: 'compute' }, { appliance: 'compute' }, { appliance: 'login' }]);
  for (const name of ['compute-0-0', 'login-0-0']) await state.recordReport(name, { event: 'finished' });
  await state.close();
  const keyOf = async (): Promise<string | undefined> => {
    const opened = await openState(env.CAIRN_STATE);
    const [found] = await opened.listAttributes({ name: 'munge_key' });
    await opened.close();
    return found?.value;
  };
  Object.assign(context, { dir, keyOf, cairn: (...args: string[]) => runCairn(args, { env }) });
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('is set for all of them or for none, and has its form and length', async ({ cairn, keyOf }) => {
  for (const scope of [
    ['--os', 'debian'],
    ['--appliance', 'compute'],
    ['--rack', '0'],
    ['--host', 'compute-0-1'],
  ]) {
    const { exitCode, stderr } = await cairn('attribute', 'set', 'munge_key', ONE, ...scope);
    assert.is(exitCode, 1, scope.join(' '));
    assert.match(stderr, /"munge_key": a key is the same for all who use it.*\n.*"global"/);
    assert.not.match(stderr, ONE);
  }
  for (const wrong of ['short', `${ONE} `, 'x'.repeat(2000)])
    assert.match((await cairn('attribute', 'set', 'munge_key', wrong)).stderr, /bad key value/);
  assert.is(await keyOf(), undefined);
  assert.is((await cairn('attribute', 'set', 'pin', 'x', '--host', 'compute-0-1')).exitCode, 0, 'no key');
});

test('that installed hosts have is changed by an explicit word alone, which names them', async ({
  cairn,
  keyOf,
}) => {
  const refused = await cairn('attribute', 'set', 'munge_key', ONE);
  assert.is(refused.exitCode, 1);
  assert.match(refused.stderr, /keep it until they are installed again: compute-0-0 \[.*\n.*--new-key/);
  assert.is(await keyOf(), undefined);
  const done = await cairn('attribute', 'set', 'munge_key', ONE, '--new-key');
  assert.is(done.exitCode, 0, done.stderr);
  assert.match(done.stderr, /: compute-0-0\n$/);
  assert.is(await keyOf(), ONE);
  assert.is((await cairn('attribute', 'set', 'munge_key', ONE)).exitCode, 0, 'the same is no change');
  assert.is((await cairn('attribute', 'remove', 'munge_key')).exitCode, 1);
  assert.is(await keyOf(), ONE);
  assert.is((await cairn('attribute', 'remove', 'munge_key', '--new-key')).exitCode, 0);
  assert.is(await keyOf(), undefined);
});

test('is changed freely while no host that uses it is installed', async ({ cairn, keyOf }) => {
  await cairn('host', 'remove', 'compute-0-0');
  assert.is((await cairn('attribute', 'set', 'munge_key', OTHER)).exitCode, 0);
  assert.is(await keyOf(), OTHER);
});

test('comes by import in no narrower scope either', async ({ dir, cairn, keyOf }) => {
  await cairn('attribute', 'set', 'munge_key', ONE, '--new-key');
  const file = join(dir, 'all.yaml');
  await cairn('export', '--output', file);
  const lines = (await readFile(file, 'utf8'))
    .split('\n')
    .map((line) =>
      line.includes('munge_key') ? line.replace('global', 'host').replace('""', 'compute-0-0') : line,
    );
  await writeFile(file, lines.join('\n'));
  const { exitCode, stderr } = await cairn('import', '--replace', file);
  assert.is(exitCode, 1);
  assert.match(stderr, /a key is the same for all who use it, and cannot be set for one host/);
  assert.is(await keyOf(), ONE);
});

test('of a site is found with its place', () => {
  const rules = valueRulesOf({ rolls: [ROLL] });
  const place = { file: 'site.yaml', line: 7, column: 5 };
  const given = { name: 'munge_key', value: ONE, place };
  assert.equal(checkGivenValues(rules, [given, { ...given, scope: 'global' }]), []);
  const [problem] = checkGivenValues(rules, [{ ...given, scope: 'rack' }]);
  assert.equal([problem?.code, problem?.place], ['ATTRIBUTE_VALUE', place]);
});

test.run();
