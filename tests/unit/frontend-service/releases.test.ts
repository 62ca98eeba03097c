import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeReleaseInUse } from '../../../builder/frontend/releases/release-store.ts';
import {
  createReleaseGraphs,
  type ReleaseGraphs,
} from '../../../builder/frontend/service/web/release-graphs.ts';
import type { HostDetails } from '../../../builder/frontend/web/types.ts';
import type { GraphBundle, HostDocument, SecretsAnswer } from '../../../builder/model/mod.ts';
import { LOCAL, MAC, type TestService, withService } from '../../fakes/frontend-service.ts';
import { putRelease, RELEASE } from '../../fakes/releases.ts';

const DIGEST = 'b2'.repeat(32);
const NEWER = DIGEST.slice(0, 12);
/** Another system, another secret, another file than the graph of the release in use. */
const GRAPH: GraphBundle = {
  format: 1,
  rolls: [
    {
      name: 'base',
      appliances: { compute: { node: 'compute' } },
      attributes: { newer_key: { secret: true, type: 'key' } },
      files: [
        {
          path: 'nodes/compute.xml',
          text: '<kickstart interface="public"><package>newer</package><post><file name="/etc/x" perms="0600">&newer_key;</file></post></kickstart>',
        },
        { path: 'nodes/shell.xml', text: '<kickstart><package>bash</package></kickstart>' },
        { path: 'graphs/base.xml', text: '<graph><edge from="compute" to="shell"/></graph>' },
      ],
    },
  ],
  os: 'debian-14',
  arch: 'amd64',
};

function setRelease(it: TestService, value: string, rack = '0'): void {
  it.state.attributes.push({ scope: 'rack', subject: rack, name: 'cairn_release', value, secret: false });
}

function addHost(it: TestService): void {
  it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC], address: LOCAL });
}

const readHostDocument = (it: TestService): HostDocument =>
  JSON.parse(readFileSync(join(it.folder, 'run/hosts/compute-0-0.json'), 'utf8')) as HostDocument;

const test = suite('releases of a frontend');
test('a host gets the release in use, or the one that its strongest scope names, in everything', () =>
  withService(async (it) => {
    putRelease(join(it.folder, 'served'), GRAPH, DIGEST);
    addHost(it);
    it.state.attributes.push(
      { scope: 'os', subject: 'debian-13', name: 'of_os', value: '13', secret: false },
      { scope: 'os', subject: 'debian-14', name: 'of_os', value: '14', secret: false },
    );
    for (const [release, os, newer] of [
      [RELEASE, '13', false],
      [NEWER, '14', true],
    ] as const) {
      if (newer) setRelease(it, NEWER);
      const { text } = await it.ask(`/boot/ipxe?mac=${MAC}`);
      const at = `http://10.1.1.1/releases/${release}`;
      assert.match(text, `kernel ${at}/install/vmlinuz `);
      assert.match(text, `initrd ${at}/install/initrd.gz `);
      assert.match(text, 'initrd http://10.1.1.1/netboot/frontend.img ');
      assert.match(text, ` cairn.source=${at} `);
      await it.context.publish();
      const { attributes } = readHostDocument(it);
      assert.is(attributes.host?.['cairn_release'], release);
      assert.is(attributes.os?.['of_os'], os);
      const details = JSON.parse((await it.ask('/cairn/hosts/compute-0-0')).text) as HostDetails;
      assert.is(JSON.stringify(details).includes('"newer"'), newer, JSON.stringify(details));
      const token = /cairn\.token=(\S+)/.exec(text)?.[1] ?? '';
      const hash = createHash('sha256').update(token).digest('hex');
      await it.ask(`/boot/proof/compute-0-0/${hash}`, { port: 700 });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const secrets = await it.tell('/v1/hosts/compute-0-0/secrets', { headers });
      const given = (JSON.parse(secrets.text) as SecretsAnswer).attributes.global ?? {};
      assert.equal(Object.keys(given), newer ? ['newer_key'] : ['munge_key']);
    }
  }));
test('what a host runs is what its installer says at the end, and nothing else passes for it', () =>
  withService(async (it) => {
    addHost(it);
    const finish = async (release: string): Promise<number> => {
      const { text } = await it.ask(`/boot/ipxe?mac=${MAC}`);
      const token = /cairn\.token=(\S+)/.exec(text)?.[1] ?? '';
      const hash = createHash('sha256').update(token).digest('hex');
      await it.ask(`/boot/proof/compute-0-0/${hash}`, { port: 700 });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ event: 'finished', release });
      return (await it.tell('/v1/hosts/compute-0-0/events', { headers, body })).status;
    };
    assert.is(await finish('../x'), 400);
    assert.is(it.state.hosts.get('compute-0-0')?.release, undefined);
    assert.is(await finish(RELEASE), 204);
    assert.is(it.state.hosts.get('compute-0-0')?.release, RELEASE);
  }));
test('a host whose release is not here waits, and others are published all the same', () =>
  withService(async (it) => {
    addHost(it);
    setRelease(it, 'c'.repeat(12));
    const { status, text } = await it.ask(`/boot/ipxe?mac=${MAC}`);
    assert.is(status, 200);
    assert.match(text, /release cccccccccccc is not on the frontend/);
    assert.match(text, /\nsleep 10\n/);
    assert.match(it.reports.join('\n'), /compute-0-0 is to get the release cccccccccccc, which is not here/);
    await it.context.publish();
    it.state.hosts.set('compute-0-0', { ...it.state.hosts.get('compute-0-0')!, bootAction: 'os' });
    assert.match((await it.ask(`/boot/ipxe?mac=${MAC}`)).text, /sanboot/);
  }));
test('hosts start from their disks where no release is in use', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC], bootAction: 'os' });
    rmSync(join(it.folder, 'served/releases'), { recursive: true });
    assert.match((await it.ask(`/boot/ipxe?mac=${MAC}`)).text, /sanboot/);
  }));
test('another release in use is used at once', () =>
  withService(async (it) => {
    const served = join(it.folder, 'served');
    putRelease(served, GRAPH, DIGEST);
    addHost(it);
    await writeReleaseInUse(served, { id: NEWER }, served);
    assert.match((await it.ask(`/boot/ipxe?mac=${MAC}`)).text, `/releases/${NEWER}/install/vmlinuz`);
  }));

const graphs = suite('graphs of releases');
graphs('what runs is asked of the release that runs; few are kept', () =>
  withService(async (it) => {
    const served = join(it.folder, 'served');
    putRelease(served, GRAPH, DIGEST);
    const all: ReleaseGraphs = createReleaseGraphs({ served, state: it.state });
    const machine = { name: 'compute-0-0', appliance: 'compute', rack: '0' };
    assert.is(await (await all.running({ ...machine, release: NEWER })).os(), 'debian-14');
    assert.is(await (await all.running({ ...machine, release: 'c'.repeat(12) })).os(), 'debian-13');
    assert.is(await (await all.running(machine)).os(), 'debian-13');
    const first = all.ofRelease(NEWER);
    assert.is(all.ofRelease(NEWER), first);
    for (const digit of '123456') all.ofRelease(digit.repeat(12));
    assert.is.not(all.ofRelease(NEWER), first);
    setRelease(it, 'd'.repeat(12));
    const error = await all.toInstall(machine).catch((one: Error) => one);
    assert.match(
      String(error),
      /compute-0-0 is to get the release "dddddddddddd", which is not on this frontend/,
    );
  }),
);
test.run();
graphs.run();
