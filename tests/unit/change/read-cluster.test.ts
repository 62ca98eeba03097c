import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { placesOf, readCluster, resolveFrontend } from '../../../builder/cli/host/change/cluster.ts';
import { BuildError, HOST_PATHS } from '../../../builder/model/mod.ts';
import { runCairn, writeProgram } from '../../fakes/cairn.ts';
import {
  bundleOfFrontend,
  createPlannedFrontend,
  type PlannedFrontend,
} from '../../fakes/planned-frontend.ts';
import { putRelease, RELEASE } from '../../fakes/releases.ts';

const OTHER_DIGEST = 'b2'.repeat(32);

/** With a key that the frontend makes for everything. */
const WITH_KEY = bundleOfFrontend('', {
  server: { default: 'one', help: 'Time' },
  fixed: { default: 'x', help: 'Fixed' },
  shared: { type: 'key', secret: true, help: 'Shared' },
});

const test = suite<{ it: PlannedFrontend }>('what hosts are to be, read at one moment');
test.before.each(async (context) => {
  context.it = await createPlannedFrontend(2, WITH_KEY);
});
test.after.each(({ it }) => it.end());

/** The code of what is refused. */
async function refused(it: PlannedFrontend, release?: string): Promise<string> {
  try {
    await readCluster(it.state, it.places, release);
  } catch (error) {
    if (error instanceof BuildError) return error.code;
    throw error;
  }
  return 'nothing';
}

test('a file that is not there, or no graph, is refused with its name', async ({ it }) => {
  assert.is(await refused(it), 'nothing');
  const graph = join(it.places.served, 'releases', RELEASE, 'graph.json');
  writeFileSync(graph, '{"format":1}');
  assert.match(await refused(it), /^DOCUMENT_/);
  rmSync(graph);
  assert.is(await refused(it), 'FILE_MISSING');
  rmSync(it.places.config);
  assert.is(await refused(it), 'FILE_UNREADABLE');
});

test('a release that is not here is refused, and so is a frontend without one', async ({ it }) => {
  assert.is(await refused(it, 'c3c3c3c3c3c3'), 'RELEASE_UNKNOWN');
  rmSync(join(it.places.served, 'releases/current'));
  assert.is(await refused(it), 'RELEASE_UNKNOWN');
});

test('a system that nothing installs is refused', async ({ it }) => {
  it.putGraph({ ...WITH_KEY, os: 'minix-3' });
  assert.is(await refused(it), 'BACKEND_MISSING');
});

test('a release that is asked about is that of all; a host may have another one than the others', async ({
  it,
}) => {
  const moved = JSON.stringify(WITH_KEY).replaceAll('server &server;', 'time &server;');
  const id = putRelease(it.places.served, JSON.parse(moved), OTHER_DIGEST).split('/').at(-1)!;
  await it.install();
  await it.set('cairn_release', id, 'compute-0-1');
  const cluster = await readCluster(it.state, it.places);
  assert.equal([...cluster.releases.keys()], [RELEASE, id]);
  assert.is(cluster.current.id, RELEASE);
  assert.is((await readCluster(it.state, it.places, id)).asked?.id, id);
  const own = await runCairn(['host', 'plan', 'compute-0-1'], { env: it.env });
  assert.is(own.exitCode, 1, own.stderr);
  assert.match(own.stdout, '-server one\n        +time one\n');
  const all = await runCairn(['host', 'plan', '@compute', '--release', id], { env: it.env });
  assert.match(all.stdout, /^compute-0-\[0-1\]: in place$/m, all.stderr);
});

test('a host that is to get a release that is gone has no plan, and says why', async ({ it }) => {
  await it.install();
  await it.set('cairn_release', 'c3c3c3c3c3c3', 'compute-0-1');
  const ran = await runCairn(['host', 'plan', 'compute-0-1'], { env: it.env });
  assert.is(ran.exitCode, 1, ran.stderr);
  const why = 'it is to get a release that is not on this frontend (see: cairn release list)';
  assert.is(ran.stdout, `compute-0-1: ${why}\n`, ran.stderr);
  // Nobody is asked
  const PATH = await writeProgram(it.own, 'python3', 'cat > /dev/null');
  const applied = await runCairn(['host', 'apply', 'compute-0-1'], { env: { ...it.env, PATH } });
  assert.is(applied.exitCode, 3, applied.stderr);
  assert.is(applied.stdout, `compute-0-1: ${why}\n`);
});

test('a key that nobody made yet stands as such; made, it is its value, and set, that one', async ({
  it,
}) => {
  const shared = async (): Promise<string | undefined> => {
    const cluster = await readCluster(it.state, it.places);
    return resolveFrontend(cluster, cluster.current).get('shared')?.value;
  };
  assert.is(await shared(), '(made when it is used)');
  await it.state.ensureKey('', 'service:attribute:shared', () => 'f00d');
  assert.is(await shared(), 'f00d');
  const said = { scope: 'global' as const, subject: '', name: 'shared', value: 'cafe', secret: true };
  await it.state.setAttributes([said]);
  assert.is(await shared(), 'cafe');
});

test('who asks for other hosts has their list in sight: a new host changes its file, and no other', async ({
  it,
}) => {
  const asking = `<configure phase="post,reconfigure"><file name="/etc/peers"><hosts between="&#10;"/>
</file></configure>`;
  it.putGraph(bundleOfFrontend(asking));
  await it.install();
  const before = await readCluster(it.state, it.places);
  assert.equal([...before.rosters.keys()], ['compute']);
  await it.state.addHost({ appliance: 'compute', rack: 1 });
  const ran = await runCairn(['host', 'plan', 'compute-0-[0-1]'], { env: it.env });
  assert.is(ran.exitCode, 1, ran.stderr);
  assert.match(ran.stdout, /^compute-0-\[0-1\]: in place$/m);
  assert.match(ran.stdout, /^ {8}\+compute-1-0$/m);
  assert.not.match(ran.stdout, 'chrony');
  const after = (await readCluster(it.state, it.places)).rosters.get('compute');
  assert.is(after?.text.endsWith('}]}\n'), true);
  assert.is.not(after?.sum, before.rosters.get('compute')?.sum);
});

test('without the program of hosts there is no sum of it', async ({ it }) => {
  assert.match((await readCluster(it.state, it.places)).engine, /^[0-9a-f]{64}$/);
  rmSync(it.places.engine);
  assert.is((await readCluster(it.state, it.places)).engine, '');
});

test('versions of packages are those of the release', async ({ it }) => {
  await it.install();
  const record = await it.state.readRecord('compute-0-0');
  await it.state.putRecord('compute-0-0', { ...record!, graph: 'old', versions: { tree: '1.0', mine: '3' } });
  const packages = join(
    it.places.served,
    ...['releases', RELEASE, 'distribution/dists/trixie/main/binary-amd64'],
  );
  mkdirSync(packages, { recursive: true });
  writeFileSync(join(packages, 'Packages'), 'Package: tree\nArchitecture: amd64\nVersion: 2.0\n\n');
  const ran = await runCairn(['host', 'plan', 'compute-0-0'], { env: it.env });
  assert.match(ran.stdout, /^ {4}~ tree.*1\.0 -> 2\.0$/m, ran.stderr);
  assert.not.match(ran.stdout, 'mine 3');
});

test('variables name other files', () => {
  assert.is(placesOf({}).engine, HOST_PATHS.engine);
  const { config, engine } = placesOf({ CAIRN_FRONTEND: '/a', CAIRN_ENGINE: '/b' });
  assert.equal([config, engine], ['/a', '/b']);
});

test.run();
