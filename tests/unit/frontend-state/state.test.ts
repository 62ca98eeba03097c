import { statSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openDatabase } from '../../../builder/frontend/state/database/open-database.ts';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { readGraphValues } from '../../../builder/graph/mod.ts';
import { attributesFromState, factsOfHost, identityOfHost } from '../../../builder/hosts/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { openTemporary, type TestState } from './open-temporary.ts';

const test = suite<{ t: TestState }>('State');
test.before.each(async (context) => {
  context.t = await openTemporary();
});
test.after.each(({ t }) => t.end());

const MAC = '52:54:00:00:00:01';
const as = { appliance: 'compute', rack: 0 };

async function codesOf(promise: Promise<unknown>): Promise<readonly string[]> {
  try {
    await promise;
    return [];
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return error.problems.map((problem) => problem.code);
  }
}

test('is readable for its owner alone', ({ t }) => {
  for (const end of ['', '-wal', '-shm']) assert.is(statSync(t.file + end).mode & 0o777, 0o600, end);
});

test('one MAC never gets two names, however many ask at once', async ({ t }) => {
  const other = await openState(t.file);
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 ? t.state : other).adoptStranger(MAC, as)),
  );
  await other.close();
  assert.equal(new Set(all.map(({ host }) => host.name)), new Set(['compute-0-0']));
  assert.is(all.filter(({ isNew }) => isNew).length, 1);
});

test('two machines never get one name or address', async ({ t }) => {
  const other = await openState(t.file);
  const all = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      (index % 2 ? t.state : other).adoptStranger(`52:54:00:00:01:${String(index).padStart(2, '0')}`, as),
    ),
  );
  await other.close();
  assert.is(new Set(all.map(({ host }) => host.name)).size, 40);
  assert.is(new Set(all.map(({ host }) => host.address)).size, 40);
});

test('says who has what somebody else wants', async ({ t }) => {
  await t.state.addHost({ ...as, name: 'a', macs: [MAC], address: '10.1.0.9' });
  const codes = await codesOf(
    t.state.addHost({ ...as, name: 'a', rank: 7, macs: [MAC.replaceAll(':', '-')], address: '10.1.0.9' }),
  );
  assert.equal(codes, ['HOST_TWICE', 'MAC_TWICE', 'ADDRESS_TWICE']);
});

test('adds all hosts or none', async ({ t }) => {
  const codes = await codesOf(
    t.state.addHosts([{ ...as, macs: [MAC] }, { appliance: 'login' }, { ...as, macs: [MAC] }]),
  );
  assert.equal(codes, ['MAC_TWICE']);
  assert.equal(await t.state.listHosts(), []);
  assert.equal(await t.state.listEvents(), []);
});

test('a failing transaction takes no other with it', async ({ t }) => {
  const results = await Promise.allSettled([
    t.state.addHost({ ...as, name: 'a' }),
    t.state.addHost({ ...as, name: 'a' }),
    t.state.addHost({ ...as, name: 'b' }),
  ]);
  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
});

test("gives addresses that are neither the frontend's nor lent to strangers", async ({ t }) => {
  await t.state.setNetwork({
    name: 'private',
    network: '10.2.0.0',
    prefix: 29,
    frontendAddress: '10.2.0.2',
    rangeFrom: '10.2.0.4',
    rangeTo: '10.2.0.5',
  });
  const hosts = await t.state.addHosts([as, as, as]);
  assert.equal(
    hosts.map((host) => host.address),
    ['10.2.0.1', '10.2.0.3', '10.2.0.6'],
  );
  assert.equal(await codesOf(t.state.addHost(as)), ['NETWORK_FULL']);
});

test('refuses a network that hosts would fall out of', async ({ t }) => {
  await t.state.addHost({ ...as, address: '10.1.3.1' });
  const network = { name: 'private', network: '10.1.0.0', prefix: 24 };
  assert.equal(await codesOf(t.state.setNetwork(network)), ['NETWORK_WRONG']);
});

test('an address asked for beats one given out in the same import', async ({ t }) => {
  const hosts = await t.state.addHosts([as, { ...as, address: '10.1.0.2' }]);
  assert.equal(
    hosts.map((host) => host.address),
    ['10.1.0.3', '10.1.0.2'],
  );
});

test('a board is replaced: same name and address, new MAC, installed anew', async ({ t }) => {
  const { host } = await t.state.adoptStranger(MAC, as);
  await t.state.recordReport(host.name, { event: 'finished' });
  await t.state.openDiscovery({ ...as, replace: host.name, lifetimeSeconds: 60 });
  const { host: next } = await t.state.adoptStranger('52:54:00:00:00:02', { ...as, replace: host.name });
  assert.equal([next.name, next.address, next.macs], [host.name, host.address, ['52:54:00:00:00:02']]);
  assert.equal([next.bootAction, next.state], ['install', 'new']);
  assert.is(await t.state.currentDiscovery(), undefined, 'one board takes one place');
});

test('a discovery that nobody keeps alive is over', async ({ t }) => {
  const { id } = await t.state.openDiscovery({ ...as, lifetimeSeconds: 30 });
  t.nowSeconds += 20;
  assert.is(await t.state.keepDiscovery(id, 30), true);
  t.nowSeconds += 31;
  assert.is(await t.state.currentDiscovery(), undefined);
  assert.is(await t.state.keepDiscovery(id, 30), false);
});

test('a token works once, in time, for its host at its address', async ({ t }) => {
  const { host } = await t.state.adoptStranger(MAC, as);
  const bound = { host: host.name, mac: MAC, address: host.address, lifetimeSeconds: 60 };
  const from = { address: host.address };
  const use = async (token: string, who: { address: string; mac?: string } = from): Promise<string> => {
    const used = await t.state.useToken(token, who);
    return used.ok ? used.host.name : used.reason;
  };
  const old = await t.state.createToken(bound);
  const token = await t.state.createToken(bound);
  assert.is(await use(old), 'unknown', 'a new one ends the old');
  assert.is(await use(token, { address: '10.1.0.77' }), 'address');
  assert.is(await use(token, { ...from, mac: '52:54:00:00:00:99' }), 'mac');
  assert.equal(
    (await Promise.all([use(token), use(token)])).sort(),
    ['compute-0-0', 'used'],
    'two at once: one gets it',
  );
  const late = await t.state.createToken(bound);
  t.nowSeconds += 60;
  assert.is(await use(late), 'expired');
  const idle = await t.state.createToken(bound);
  await t.state.setBootAction([host.name], 'os');
  assert.is(await use(idle), 'action');
  assert.equal(
    (await t.state.listAudit()).map(({ outcome, detail }) => detail ?? outcome),
    ['unknown', 'address', 'mac', 'done', 'used', 'expired', 'action'],
  );
});

test('the disk of a host is remembered until another one is allowed', async ({ t }) => {
  const { name } = await t.state.addHost({ ...as, macs: [MAC] });
  const diskOf = async (): Promise<string | undefined> => (await t.state.findHost(name))?.disk;
  assert.is(await diskOf(), undefined);
  await t.state.recordReport(name, { event: 'finished', disk: 'AB-1' });
  await t.state.setBootAction([name], 'install');
  await t.state.recordReport(name, { event: 'failed', text: 'no disk' });
  assert.is(await diskOf(), 'AB-1');
  await t.state.recordReport(name, { event: 'finished' });
  assert.is(await diskOf(), 'AB-1', 'an installer that says nothing changes nothing');
  await t.state.setBootAction([name], 'install', { newDisk: true });
  assert.is(await diskOf(), undefined);
  await t.state.recordReport(name, { event: 'finished', disk: 'AB-2' });
  await t.state.adoptStranger('52:54:00:00:00:42', { appliance: 'compute', rack: 0, replace: name });
  assert.is(await diskOf(), undefined, 'another board brings its own disk');
});

test('keys and attributes of a host go with it', async ({ t }) => {
  const { name } = await t.state.addHost(as);
  await t.state.setAttributes([{ scope: 'host', subject: name, name: 'x', value: '1', secret: false }]);
  const made = await Promise.all([1, 2].map((n) => t.state.ensureKey(name, 'ssh', () => `key ${n}`)));
  assert.equal(made, ['key 1', 'key 1'], 'two who ask at once get the same');
  await t.state.removeHosts([name]);
  assert.equal(await t.state.listAttributes(), []);
  assert.equal(await t.state.listKeys(name), []);
});

test('a key of the cluster is a value that somebody keeps: who follows values hears of it, once', async ({
  t,
}) => {
  const { name } = await t.state.addHost(as);
  const revision = async (): Promise<number> => {
    for await (const { attributes } of t.state.watchChanges(new AbortController().signal)) return attributes;
    return -1;
  };
  const before = await revision();
  await t.state.ensureKey(name, 'ssh', () => 'of the host');
  assert.is(await revision(), before);
  for (let asked = 0; asked < 2; asked += 1) await t.state.ensureKey('', 'service:attribute:k', () => 'made');
  assert.is(await revision(), before + 1);
  await t.state.putKeys([{ host: '', name: 'service:attribute:k', value: 'another' }]);
  assert.is(await revision(), before + 2);
});

test('a renamed host keeps what is its own', async ({ t }) => {
  const { name } = await t.state.addHost({ ...as, macs: [MAC] });
  await t.state.setAttributes([{ scope: 'host', subject: name, name: 'x', value: '1', secret: false }]);
  await t.state.putKeys([{ host: name, name: 'ssh', value: 'k' }]);
  const { writer } = await openDatabase(t.file, true);
  await writer.query('UPDATE hosts SET name = ? WHERE name = ?', ['fast', name]);
  await writer.close();
  assert.is((await t.state.findHostByMac(MAC))?.name, 'fast');
  assert.is((await t.state.listAttributes({ subject: 'fast' })).length, 1);
  assert.is((await t.state.listKeys('fast')).length, 1);
});

test('the strongest scope wins, and the losing values are told', async ({ t }) => {
  await t.state.addHost({ ...as, name: 'a' });
  const values = [
    ['global', '', '1'],
    ['appliance', 'compute', '3'],
    ['rack', '0', '4'],
    ['host', 'a', '5'],
    ['appliance', 'login', '9'],
  ] as const;
  await t.state.setAttributes(
    values.map(([scope, subject, value]) => ({ scope, subject, name: 'x', value, secret: false })),
  );
  const facts = factsOfHost((await t.state.findHost('a'))!);
  const stored = await t.state.attributesOf(identityOfHost(facts, 'debian-13'));
  const { values: ofGraph } = readGraphValues({ format: 1, rolls: [] });
  const x = attributesFromState(ofGraph, facts, stored).get('x');
  assert.equal([x!.winner.value, ...x!.losers.map(({ value }) => value)], ['5', '4', '3', '1']);
  assert.equal(
    await codesOf(
      t.state.setAttributes([{ scope: 'global', subject: '', name: 'rank', value: '', secret: false }]),
    ),
    ['ATTRIBUTE_INTRINSIC'],
  );
});

test('a value of a family of operating systems is asked for with the exact one', async ({ t }) => {
  const values = [
    ['os', 'debian'],
    ['os', 'debian-13'],
    ['os', 'debian-12'],
    ['os', 'redhat'],
    ['rack', '1'],
  ] as const;
  await t.state.setAttributes(
    values.map(([scope, subject]) => ({ scope, subject, name: 'x', value: subject, secret: true })),
  );
  const machine = { os: 'debian-13', appliance: 'compute', rack: '0', host: 'a' };
  const found = await t.state.attributesOf(machine);
  assert.equal(found.map(({ subject }) => subject).sort(), ['debian', 'debian-13']);
});

test('tells those who watch, in this process and another', async ({ t }) => {
  const stop = new AbortController();
  const other = await openState(t.file);
  const seen: number[] = [];
  for await (const { hosts } of t.state.watchChanges(stop.signal, 20)) {
    seen.push(hosts);
    if (seen.length === 1) void t.state.addHost({ ...as, name: 'a' });
    else if (seen.length === 2) void other.addHost({ ...as, name: 'b' });
    else stop.abort();
  }
  assert.is(new Set(seen).size, 3);
  const changed = await t.state.listHosts({ changedSince: seen[1]! });
  assert.equal(
    changed.map((host) => host.name),
    ['b'],
  );
  await other.close();
});

test('invented strangers do not fill the disk', async ({ t }) => {
  const hex = (n: number): string => n.toString(16).padStart(2, '0');
  await Promise.all(
    Array.from({ length: 4200 }, (_, n) =>
      t.state.recordStranger(`52:54:00:01:${hex(n >> 8)}:${hex(n & 255)}`),
    ),
  );
  assert.is((await t.state.listStrangers()).length, 4096);
});

test('an event says that a management board changed, and not where it is', async ({ t }) => {
  const { name } = await t.state.addHost({ ...as, macs: [MAC], bmc: 'ipmi://root@10.9.0.1' });
  await t.state.addHosts([{ name, rack: 3, bmc: 'redfish://root@10.9.0.2' }], { update: true });
  const texts = (await t.state.listEvents({ host: name })).map(({ text }) => text);
  assert.match(texts.at(-1)!, /^rack 0 to 3, .*management board$/);
  assert.not.match(texts.join(), /root@|10\.9\.0/);
});

test('a dump read into another state gives the same dump', async ({ t }) => {
  await t.state.addHost({ ...as, macs: [MAC], bmc: 'ipmi://root@10.9.0.1' });
  await t.state.recordReport('compute-0-0', { event: 'failed', text: 'Disk "sda" is\u2028 too small' });
  await t.state.putKeys([{ host: '', name: 'munge', value: 'a\nb' }]);
  await t.state.createToken({ host: 'compute-0-0', mac: MAC, address: '10.1.0.2', lifetimeSeconds: 1 });
  await t.state.recordStranger('52:54:00:00:00:77', 'PXEClient');
  const dump = await t.state.dump();
  const other = await openTemporary();
  await other.state.addHost({ appliance: 'gone' });
  await other.state.restore(dump);
  assert.equal(await other.state.dump(), dump);
  const bad = { ...dump, tables: { ...dump.tables, macs: [{ mac: 'x', host: 'nobody', position: 0 }] } };
  assert.equal(await codesOf(other.state.restore(bad)), ['STATE_IMPORT']);
  assert.equal(await other.state.dump(), dump, 'nothing was changed');
  await other.end();
});

test.run();
