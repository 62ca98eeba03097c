import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCluster } from '../../../builder/cli/host/change/cluster.ts';
import { renderGroups } from '../../../builder/cli/host/change/plan.ts';
import { planHosts } from '../../../builder/cli/host/change/plan-hosts.ts';
import type { GraphBundle } from '../../../builder/model/mod.ts';
import { runCairn } from '../../fakes/cairn.ts';
import { createPlannedCluster, type PlannedCluster } from '../../fakes/planned-cluster.ts';

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
