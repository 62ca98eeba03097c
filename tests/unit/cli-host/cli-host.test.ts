import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { run } from '../../../builder/io/mod.ts';
import { type Ran, runCairn } from '../../fakes/cairn.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

const LOADERS = ['--import', 'tsx', '--import', './scripts/ejs-loader.mjs'];

const test = suite<{ dir: string; cairn: (...args: readonly string[]) => Promise<Ran> }>('cairn host');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-host-'));
  const env = { CAIRN_STATE: join(context.dir, 'state.db'), CAIRN_GRAPH: join(context.dir, 'graph.json') };
  context.cairn = (...args) => runCairn(args, { env });
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.addHosts([{ appliance: 'compute', macs: ['52:54:00:00:00:01'] }, { appliance: 'compute' }]);
  await state.close();
});
test.after.each(({ dir }) => rm(dir, { recursive: true }));

test('says what to do where there is no frontend', async ({ dir }) => {
  const env = { CAIRN_STATE: join(dir, 'nowhere.db') };
  const argv = [process.execPath, ...LOADERS, resolve('builder/cli/main.ts'), 'host', 'list'];
  const { exitCode, stderr } = await run(argv, { okCodes: [3], env });
  assert.is(exitCode, 3);
  assert.match(stderr, 'Run this on a frontend');
  assert.is(await stat(env.CAIRN_STATE).catch(() => undefined), undefined, 'nothing is made by asking');
});

test('a file with one bad row is refused with its line, and nothing of it is imported', async ({
  dir,
  cairn,
}) => {
  const file = join(dir, 'h.csv');
  await writeFile(file, 'name,macs\ncompute-0-7,52:54:00:00:00:07\ncompute-0-8,52:54:00:00:00:01\n');
  const { exitCode, stderr } = await cairn('host', 'import', file);
  assert.is(exitCode, 1);
  assert.match(
    stderr,
    `${file}:3: error: MAC address "52:54:00:00:00:01" belongs to host "compute-0-0" already`,
  );
  assert.is((await cairn('host', 'list', '--format', 'nodes')).stdout, 'compute-0-[0-1]\n');
});

test('export, remove and import again give the same file', async ({ dir, cairn }) => {
  for (const format of ['csv', 'yaml']) {
    const file = join(dir, `h.${format}`);
    const first = (await cairn('host', 'export', '--format', format)).stdout;
    await writeFile(file, first);
    assert.is((await cairn('host', 'remove', '@all')).exitCode, 0);
    assert.match((await cairn('host', 'import', file)).stdout, '2 hosts imported');
    assert.is((await cairn('host', 'export', '--format', format)).stdout, first);
  }
});

test('everything as text, and back on another frontend', async ({ dir, cairn }) => {
  const [file, again] = [join(dir, 'all.yaml'), join(dir, 'again.yaml')];
  await cairn('attribute', 'set', 'motd', 'a\nb: "c"', '--host', 'compute-0-[0-1]');
  await cairn('export', '--output', file);
  assert.is((await stat(file)).mode & 0o777, 0o600);
  assert.is((await cairn('import', file)).exitCode, 1, 'not over what is there');
  assert.is((await cairn('import', '--replace', file)).exitCode, 0);
  await cairn('export', '--output', again);
  assert.is(await readFile(again, 'utf8'), await readFile(file, 'utf8'));
});

test('a value or a name that the rolls of this frontend do not know is refused, also by import', async ({
  dir,
  cairn,
}) => {
  const attributes = {
    time_servers: { type: 'servers', default: '' },
    pin: { type: 'integer', max: 9999, secret: true },
  };
  const files = [{ path: 'nodes/n.xml', text: '<node><post env="motd" cond="is_new">x</post></node>' }];
  await writeFile(
    join(dir, 'graph.json'),
    JSON.stringify({ format: 1, rolls: [{ name: 'r', attributes, files }] }),
  );
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, stderr } = await cairn('attribute', 'set', ...args);
    assert.is(exitCode, 1, args.join(' '));
    return stderr;
  };
  assert.match(
    await refused('time_servers', '$(touch /tmp/x)'),
    /bad list of servers .*\n {2}Write names or addresses/,
  );
  assert.match(
    await refused('time_server', 'ntp'),
    /No roll knows attribute "time_server".*\n {2}Did you mean "time_servers"\?/,
  );
  assert.not.match(await refused('pin', '31337'), '31337');
  assert.is((await cairn('attribute', 'set', 'time_servers', 'ntp1 ntp2')).exitCode, 0);
  // No roll declares these, but a node looks at them
  for (const name of ['motd', 'is_new']) assert.is((await cairn('attribute', 'set', name, 'a')).exitCode, 0);
  const file = join(dir, 'all.yaml');
  await cairn('export', '--output', file);
  await writeFile(file, (await readFile(file, 'utf8')).replace('ntp1 ntp2', 'ntp1; reboot'));
  const { exitCode, stderr } = await cairn('import', '--replace', file);
  assert.is(exitCode, 1);
  assert.match(stderr, 'Attribute "time_servers": bad list of servers "ntp1; reboot"');
});

test('a value as a host sees it, with those that lose; nothing secret is shown', async ({ dir, cairn }) => {
  const attributes = { queue: { default: 'batch' }, pass: { secret: true } };
  const rolls = [{ name: 'hpc', attributes, files: [] }];
  await writeFile(
    join(dir, 'graph.json'),
    JSON.stringify({ format: 1, rolls, attributes: { global: { queue: 'site' } } }),
  );
  await cairn('attribute', 'set', 'queue', 'fast', '--appliance', 'compute');
  await cairn('attribute', 'set', 'pass', 'hunter2', '--rack', '0');
  const { stdout } = await cairn('attribute', 'get', 'queue', '--host', 'compute-0-0', '--format', 'json');
  assert.equal(JSON.parse(stdout), [
    {
      name: 'queue',
      secret: false,
      sources: [
        { scope: 'appliance', from: 'state', value: 'fast' },
        { scope: 'global', from: 'graph', value: 'site' },
        { scope: 'default', from: 'roll hpc', value: 'batch' },
      ],
    },
  ]);
  for (const args of [
    ['list'],
    ['list', '--host', 'compute-0-0'],
    ['get', 'pass', '--host', 'compute-0-0'],
  ]) {
    const shown = (await cairn('attribute', ...args)).stdout;
    assert.match(shown, '(secret)');
    assert.not.match(shown, 'hunter2');
  }
  const open = (await cairn('export', '--without-secrets')).stdout;
  assert.not.match(open, 'hunter2');
});

test('a host sees values of its family of operating systems, and what it is by itself', async ({
  dir,
  cairn,
}) => {
  const attributes = { os: { 'debian-13': { x: 'graph, exact' }, debian: { x: 'graph, family' } } };
  await writeFile(
    join(dir, 'graph.json'),
    JSON.stringify({ format: 1, os: 'debian-13', rolls: [], attributes }),
  );
  await cairn('attribute', 'set', 'x', 'state, family', '--os', 'debian');
  const get = async (name: string): Promise<string[]> => {
    const { stdout } = await cairn('attribute', 'get', name, '--host', 'compute-0-0', '--format', 'json');
    const [{ sources }] = JSON.parse(stdout) as [{ sources: { value: string }[] }];
    return sources.map(({ value }) => value);
  };
  // What is set on the frontend beats the recipe in the same scope, as in the host's document.
  assert.equal(await get('x'), ['state, family', 'graph, exact', 'graph, family']);
  assert.equal(await get('hostname'), ['compute-0-0']);
  assert.equal(await get('osFamily'), ['debian']);
  assert.equal(await get('host_mac'), ['52:54:00:00:00:01']);
});

test('what the frontend tells ClusterShell to ask is answered', async ({ cairn }) => {
  const node = await readFile('rolls/base/nodes/cairnd.xml', 'utf8');
  const asked = async (key: string): Promise<string> => {
    const command = new RegExp(`^${key}: cairn (.+)$`, 'm').exec(node)![1]!;
    const words = command.replace('$GROUP', 'compute').replace('$NODE', 'compute-0-1').split(' ');
    return (await cairn(...words)).stdout;
  };
  assert.is(await asked('map'), 'compute-0-[0-1]\n');
  assert.is(await asked('all'), 'compute-0-[0-1]\n');
  assert.match(await asked('list'), /^compute$/m);
  assert.match(await asked('reverse'), /^rack0$/m);
});

test('ClusterShell asks by groups', async ({ cairn }) => {
  assert.match(
    (await cairn('host', 'list', '--groups')).stdout,
    /^all\nboot-install\ncompute\nrack0\nstate-new\n$/,
  );
  assert.is(
    (await cairn('host', 'list', '--format', 'nodes', '--group', 'compute')).stdout,
    'compute-0-[0-1]\n',
  );
  assert.match((await cairn('host', 'list', '--groups-of', 'compute-0-0')).stdout, /^compute$/m);
  assert.is((await cairn('host', 'list', '--groups-of', 'nobody')).exitCode, 1);
});

test('a boot action for many; an unknown host changes none', async ({ cairn }) => {
  assert.is((await cairn('boot', 'compute-0-[0-2]', 'os')).exitCode, 1);
  assert.match((await cairn('host', 'list', '--format', 'json')).stdout, '"bootAction": "install"');
  assert.is((await cairn('boot', '@compute', 'sleep')).exitCode, 2);
  assert.match((await cairn('boot', '@compute', 'os')).stdout, '2 hosts: os at the next start');
  assert.match((await cairn('host', 'reinstall', 'compute-0-1', '--no-restart')).stdout, '1 host: install');
  const { stdout } = await cairn('host', 'list');
  assert.match(stdout, /compute-0-0 .* os .*new/);
  assert.match(stdout, /compute-0-1 .* install .*new/);
});

test('the audit log shows who was refused, of one host or of all', async ({ dir, cairn }) => {
  const state = await openState(join(dir, 'state.db'));
  const refused = {
    action: 'secrets',
    outcome: 'refused',
    address: '10.1.9.9',
    detail: 'token used',
  } as const;
  await state.recordAudit({ ...refused, host: 'compute-0-0' });
  await state.recordAudit({ ...refused, host: 'compute-0-1', outcome: 'done' });
  await state.close();
  const one = (await cairn('audit', '--host', 'compute-0-0')).stdout;
  assert.match(one, /refused +secrets +compute-0-0 +10\.1\.9\.9 +- +token used/);
  assert.not.match(one, 'compute-0-1');
  const all = JSON.parse((await cairn('audit', '--format', 'json')).stdout) as { outcome: string }[];
  assert.equal(
    all.map(({ outcome }) => outcome),
    ['refused', 'done'],
  );
});

test.run();
