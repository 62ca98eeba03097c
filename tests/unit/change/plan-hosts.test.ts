import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCluster } from '../../../builder/cli/host/change/cluster.ts';
import { renderGroups } from '../../../builder/cli/host/change/plan.ts';
import { planHosts } from '../../../builder/cli/host/change/plan-hosts.ts';
import { type GraphBundle, HOST_KEY_PATH } from '../../../builder/model/mod.ts';
import { runCairn } from '../../fakes/cairn.ts';
import { createPlannedCluster, type PlannedCluster } from '../../fakes/planned-cluster.ts';
import { RELEASE } from '../../fakes/releases.ts';

/** Computers that have the time from somewhere, a secret, and a name. */
function bundle(more = ''): GraphBundle {
  const node = `<node>
<service name="chrony.service"/>
<configure phase="post,reconfigure">
<file name="/etc/chrony.conf">server &server;
</file>
<file name="/etc/motd">This is &hostname; of &cairn_release;
</file>
<file name="/etc/word" perms="0600">&word;</file>
</configure>
<post>
<file name="/etc/fixed">&fixed;</file>
</post>${more}
</node>`;
  return {
    format: 1,
    os: 'debian-13',
    rolls: [
      {
        name: 'mine',
        appliances: { compute: { node: 'compute' } },
        attributes: {
          server: { default: 'one', help: 'Time' },
          fixed: { default: 'x', help: 'Fixed' },
          word: { secret: true, default: 'none', help: 'Word' },
          // A host is told the release that it gets, by its name
          cairn_release: { default: 'current', help: 'Release' },
        },
        files: [
          { path: 'nodes/compute.xml', text: node },
          { path: 'graphs/mine.xml', text: '<graph><edge from="other" to="compute"/></graph>' },
          { path: 'nodes/other.xml', text: '<node/>' },
        ],
      },
    ],
  };
}

const set = (name: string, value: string, host?: string) => ({
  scope: host === undefined ? ('global' as const) : ('host' as const),
  subject: host ?? '',
  name,
  value,
  secret: name === 'word',
});

const test = suite<{ it: PlannedCluster }>('cairn host plan');
test.before.each(async (context) => {
  context.it = await createPlannedCluster(bundle(), 4);
  await context.it.install();
});
test.after.each(({ it }) => it.end());

async function planned(it: PlannedCluster): Promise<string> {
  const cluster = await readCluster(it.state, it.places);
  return renderGroups(await planHosts(it.state, cluster, await it.state.listHosts()));
}

test('is nothing on the day of the installation', async ({ it }) => {
  assert.is(await planned(it), 'compute-0-[0-3]: nothing\n');
});

test('tells directives apart where a mask is no value that one of them takes', async () => {
  const main = `<main>
<rootpw>--iscrypted &word;</rootpw>
<timezone>&server;</timezone>
<part>/ --label=cairn-root --fstype=ext4 --size=1GiB</part>
<part>/state --label=state-data --fstype=ext4 --size=1GiB --grow</part>
</main>`;
  const it = await createPlannedCluster(bundle(main), 1);
  try {
    await it.install();
    await it.state.setAttributes([set('server', 'two')]);
    const text = await planned(it);
    assert.match(text, /^compute-0-0: in place$/m);
    assert.match(text, /^ {4}\+ cairn_timezone two /m);
    assert.not.match(text, /rootpw|disks/);
    await it.state.setAttributes([set('word', '$6$salt$hash')]);
    const other = await planned(it);
    assert.match(other, /^ {4}~ <rootpw> 1 {2}compute \(mine\/nodes\/compute.xml:\d+\)$/m);
    assert.not.match(other, /salt/);
  } finally {
    await it.end();
  }
});

test('shows an attribute with another value, what it brings about and where, for all that it is alike on', async ({
  it,
}) => {
  await it.state.setAttributes([set('server', 'two'), set('server', 'three', 'compute-0-2')]);
  assert.is(
    await planned(it),
    `compute-0-[0-1,3]: in place
  attribute server: one -> two
  files
    ~ /etc/chrony.conf  compute (mine/nodes/compute.xml:4), by server
        -server one
        +server two
  scripts
    ~ configure compute  compute (mine/nodes/compute.xml:3), by server
  restarts: chrony.service
compute-0-2: in place
  attribute server: one -> three
  files
    ~ /etc/chrony.conf  compute (mine/nodes/compute.xml:4), by server
        -server one
        +server three
  scripts
    ~ configure compute  compute (mine/nodes/compute.xml:3), by server
  restarts: chrony.service
`,
  );
});

test('says why a host must be installed anew', async ({ it }) => {
  await it.state.setAttributes([set('fixed', 'y', 'compute-0-1')]);
  assert.match(
    await planned(it),
    `compute-0-1: reinstall
  because script "post compute", compute (mine/nodes/compute.xml:10): is another one, and nobody says that it may run twice
  attribute fixed: x -> y
`,
  );
});

test('sees that a secret is another one, and that it is the same one again', async ({ it }) => {
  await it.state.setAttributes([set('word', 'hunter2')]);
  const text = await planned(it);
  assert.match(text, 'attribute word: (secret) -> (secret)');
  assert.not.match(text, 'hunter2');
  await it.install(undefined, { word: 'hunter2' });
  assert.is(await planned(it), 'compute-0-[0-3]: nothing\n');
});

test('says which host is shown where each of a group has its own name in a text', async ({ it }) => {
  const { files, ...roll } = bundle().rolls[0]!;
  const welcome = files.map(({ path, text }) => ({ path, text: text.replace('This is', 'Welcome to') }));
  it.putGraph({ ...bundle(), rolls: [{ ...roll, files: welcome }] });
  const text = await planned(it);
  assert.match(text, /^compute-0-\[0-3\]: in place\n {2}as on compute-0-0: each has its own name/);
  assert.match(text, /-This is compute-0-0 of \w+\n +\+Welcome to compute-0-0 of/);
  const alone = await runCairn(['host', 'plan', 'compute-0-3'], { env: it.env });
  assert.match(alone.stdout, /^compute-0-3: in place\n {2}files\n/);
  assert.match(alone.stdout, /\+Welcome to compute-0-3 of/);
  const { stdout } = await runCairn(['host', 'plan', '@all', '--format', 'json'], { env: it.env });
  assert.equal(
    (JSON.parse(stdout) as { groups: { shown?: string }[] }).groups.map(({ shown }) => shown),
    ['compute-0-0'],
  );
});

test('says it where only ranks are in a text, and hosts of several racks have the same one', async () => {
  const ranked = (word: string) => bundle(`<sysctl name="kernel.x" value="${word}&rank;"/>`);
  const it = await createPlannedCluster(ranked('1'), 2);
  try {
    await it.state.addHosts([
      { appliance: 'compute', rack: 1, rank: 0 },
      { appliance: 'compute', rack: 1, rank: 1 },
    ]);
    await it.state.putKeys(
      ['compute-1-0', 'compute-1-1'].map((host) => ({ host, name: HOST_KEY_PATH, value: `key of ${host}` })),
    );
    await it.install();
    it.putGraph(ranked('2'));
    assert.match(await planned(it), /^compute-\[0-1]-\[0-1]: in place\n {2}as on compute-0-0/);
  } finally {
    await it.end();
  }
});

test('is another one where other versions are installed', async ({ it }) => {
  await it.state.setAttributes([set('server', 'two')]);
  const record = (await it.state.readRecord('compute-0-3'))!;
  await it.state.putRecord('compute-0-3', { ...record, versions: { chrony: '9' } });
  const packages = join(it.places.served, 'releases', RELEASE, 'distribution/dists/trixie/main/binary-amd64');
  mkdirSync(packages, { recursive: true });
  writeFileSync(join(packages, 'Packages'), 'Package: chrony\nArchitecture: amd64\nVersion: 4\n\n');
  const text = await planned(it);
  assert.match(text, /^compute-0-\[0-2\]: in place$/m);
  assert.match(text, /^compute-0-3: in place\n[\s\S]*~ chrony: 9 -> 4$/m);
});

test('of a host is its own where a condition asks for what is made of its name', async () => {
  const graph = (more: string): GraphBundle => {
    const { attributes, ...roll } = bundle(more).rolls[0]!;
    const nick = { default: 'nick-&hostname;', help: 'Nick' };
    return { ...bundle(), rolls: [{ ...roll, attributes: { ...attributes, nick } }] };
  };
  const it = await createPlannedCluster(graph(''), 4);
  try {
    await it.install();
    it.putGraph(graph('<sysctl cond="nick == \'nick-compute-0-2\'" name="a.b" value="1"/>'));
    const text = await planned(it);
    assert.match(text, /compute-0-\[0-1,3\]: nothing/);
    assert.match(text, /compute-0-2: in place/);
  } finally {
    await it.end();
  }
});

test('of a host with another name is its own', async ({ it }) => {
  it.putGraph(bundle('<sysctl cond="hostname == \'compute-0-2\'" name="a.b" value="1"/>'));
  const text = await planned(it);
  assert.match(text, /compute-0-\[0-1,3\]: nothing/);
  assert.match(text, /compute-0-2: in place/);
});

test('of who has never said anything says so', async ({ it }) => {
  await it.state.addHost({ appliance: 'compute', rack: 1 });
  assert.match(await planned(it), /compute-1-0: no record of what it was made to/);
});

test('is a command: as text, as JSON, and with an exit code', async ({ it }) => {
  assert.equal((await runCairn(['host', 'plan', '@compute'], { env: it.env })).exitCode, 0);
  await it.state.setAttributes([set('server', 'two')]);
  const text = await runCairn(['host', 'plan', 'compute-0-[0-1]'], { env: it.env });
  assert.is(text.exitCode, 1, text.stderr);
  assert.match(text.stdout, /^compute-0-\[0-1\]: in place\n/);
  const json = await runCairn(['host', 'plan', '@compute', '--format', 'json'], { env: it.env });
  const { groups } = JSON.parse(json.stdout) as { groups: { hosts: string[]; plan: { verdict: string } }[] };
  assert.is(groups.length, 1);
  assert.is(groups[0]!.hosts.length, 4);
  assert.is(groups[0]!.plan.verdict, 'in place');
});

test.run();
