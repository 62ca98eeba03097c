import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseGraph } from '../../../builder/graph/mod.ts';
import type { GraphBundle, SchemePartition } from '../../../builder/model/mod.ts';
import { countDisks } from '../../../builder/render/storage/needs.ts';
import { findEnd, listStages, parseInstallerLine } from '../../../builder/try/virtual/console-lines.ts';
import { planNetwork, withSites } from '../../../builder/try/virtual/plan-box.ts';
import { composeTrialSite } from '../../../builder/try/virtual/trial-site.ts';

const KEY = 'ssh-ed25519 AAAA trial';
const test = suite('trials in virtual machines');

test("the trial's key joins the answers of the place", () => {
  assert.is(composeTrialSite(undefined, KEY), `{ sshKeys: [ ${KEY} ], rootPassword: "!" }\n`);
  assert.is(composeTrialSite('cluster: a\n', KEY), `cluster: a\nsshKeys:\n  - ${KEY}\nrootPassword: "!"\n`);
  const two = composeTrialSite('sshKeys:\n  - ssh-rsa BBBB mine # kept\nrootPassword: generate\n', KEY);
  assert.is(two, `sshKeys:\n  - ssh-rsa BBBB mine # kept\n  - ${KEY}\nrootPassword: generate\n`);
});

const bundle: GraphBundle = { format: 1, rolls: [], os: 'debian-13' };

test('whoever looks on has the last address of the private network', () => {
  const text = 'frontend: { private: { address: 10.77.0.1/24 } }';
  const network = planNetwork(parseGraph(withSites(bundle, [{ file: 'site.yaml', text }])));
  assert.equal(network, { frontend: '10.77.0.1', observer: '10.77.0.254/24' });
});

test('a private network that nobody names is an error that says where to name it', () => {
  assert.throws(
    () => planNetwork(parseGraph(bundle)),
    /Nobody says which address the frontend has.*--site FILE/s,
  );
});

const partition = (given: Partial<SchemePartition>): SchemePartition => ({
  ...{ label: 'x', fsType: 'ext4', minBytes: 1, rest: false },
  ...given,
});

test('a machine has as many disks as its sets need at least', () => {
  const raid = (least: number) => ({ level: 5, least }) as const;
  assert.is(countDisks([]), 1);
  assert.is(countDisks([partition({}), partition({ raid: raid(2) })]), 2);
  const three = partition({ on: 'bulk', raid: raid(3) });
  assert.is(countDisks([partition({}), three, partition({ on: 'fast', group: 'g' })]), 5);
  assert.is(countDisks([partition({}), partition({ volumeOf: 'g' })]), 1);
});

const said = (...texts: string[]) => texts.map((text, index) => ({ seconds: index * 10, text }));

test('lines of the installer are told from all others', () => {
  assert.equal(parseInstallerLine('[   12.345] Cairn: Installing packages'), {
    seconds: 12.345,
    text: 'Installing packages',
  });
  assert.is(parseInstallerLine('[   12.345] EXT4-fs (vda3): mounted'), undefined);
});

test('a stage lasts until the next one, the last until the end', () => {
  const lines = said(
    'Packages come from /dev/sr0',
    'Installing packages',
    'Packages: 50 %',
    'Configuring',
    'Finished',
  );
  assert.equal(listStages(lines), [
    { title: 'Installing packages', seconds: 20 },
    { title: 'Configuring', seconds: 10 },
  ]);
});

test('an installation ends with its own reason, or with a question that nobody answers', () => {
  assert.is(findEnd(said('Installing packages', 'Finished; the machine restarts')), undefined);
  assert.equal(
    findEnd(said('FAILED', '  No disk', '  Add one', 'Press Enter on this console for a shell'))?.why,
    ['No disk', 'Add one'],
  );
  assert.equal(findEnd(said('To be asked: cluster_name'))?.why, [
    'Nobody is there to answer: To be asked: cluster_name',
  ]);
});

test.run();
