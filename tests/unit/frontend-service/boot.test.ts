import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LOCAL, MAC, withService } from '../../fakes/frontend-service.ts';

const OTHER = '52:54:00:00:00:99';
const ask = (mac: string, loader = 'ipxe'): string => `/boot/${loader}?mac=${mac}`;

const test = suite('boot scripts of the service');
test('a host that is to be installed gets kernel, initrds and a token', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
    const { status, text } = await it.ask(ask(MAC));
    assert.is(status, 200);
    assert.match(text, /^#!ipxe\n/);
    assert.match(text, /cairn\.host=compute-0-0 cairn\.appliance=compute/);
    assert.match(text, /cairn\.token=token-0+\d+ /);
    assert.match(text, /console=tty0/);
  }));
test('the kernel of installer and rescue system has the options of its host, else those of the frontend', () =>
  withService(async (it) => {
    const other = '52:54:00:00:00:77';
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
    it.state.add({ name: 'compute-1-0', appliance: 'compute', rack: 1, macs: [other], bootAction: 'rescue' });
    const set = (scope: 'rack' | 'host', subject: string, value: string, secret = false): void =>
      void it.state.attributes.push({ scope, subject, name: 'install_options', value, secret });
    const argumentsOf = async (mac: string): Promise<string> => {
      it.neighbours.set(LOCAL, mac);
      return (await it.ask(ask(mac))).text;
    };
    set('rack', '1', 'console=ttyS1,115200n8 pci=nomsi');
    assert.match(await argumentsOf(other), /cairn\.action=rescue .*console=ttyS1,115200n8 pci=nomsi/);
    assert.not.match(await argumentsOf(other), 'console=tty0');
    assert.not.match(await argumentsOf(MAC), 'ttyS1');
    set('host', 'compute-0-0', 'quiet', true);
    assert.match(await argumentsOf(MAC), 'console=tty0', 'nothing secret is in a boot script');
  }));
test('what is set for a host is read once for its boot script', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
    const set = {
      scope: 'rack',
      subject: '0',
      name: 'install_options',
      value: 'quiet',
      secret: false,
    } as const;
    it.state.attributes.push(set);
    let reads = 0;
    const { attributesOf } = it.state;
    Object.assign(it.state, {
      attributesOf: (machine: Parameters<typeof attributesOf>[0]) => {
        reads += 1;
        return attributesOf(machine);
      },
    });
    assert.match((await it.ask(ask(MAC))).text, / quiet/);
    assert.is(reads, 1);
  }));
test('every spelling of a MAC address is the same card', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC], bootAction: 'os' });
    for (const path of [
      ask('52-54-00-12-34-56'),
      ask('52:54:00:12:34:56', 'grub'),
      '/boot/pxelinux/01-52-54-00-12-34-56',
      '/boot/grub/52:54:00:12:34:56',
    ])
      assert.match((await it.ask(path)).text, /compute-0-0: os/, path);
  }));
test('who asks for the length first gets that of the script, and still one token that counts', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
    for (const path of [ask(MAC), `/boot/grub/${MAC}`]) {
      const head = await it.ask(path, { method: 'HEAD' });
      assert.is(head.status, 200, path);
      assert.is(head.text, '');
      const { text } = await it.ask(path);
      assert.is(Number(head.headers['content-length']), text.length);
      const host = await it.state.findHost('compute-0-0');
      assert.is(host?.failures, 0);
    }
  }));
test('iPXE without a MAC address is told to ask again with its own', () =>
  withService(async (it) => {
    assert.match((await it.ask('/boot/ipxe')).text, /chain .*\/boot\/ipxe\?mac=\$\{netX\/mac:hexhyp\}/);
  }));
test('the other actions carry no token', () =>
  withService(async (it) => {
    for (const bootAction of ['os', 'rescue', 'memtest'] as const) {
      it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC], bootAction });
      assert.not.match((await it.ask(ask(MAC))).text, /token/, bootAction);
    }
  }));
test('a stranger is sent to its disk, named nothing and written nowhere', () =>
  withService(async (it) => {
    const { status, text } = await it.ask(ask(MAC));
    assert.is(status, 200);
    assert.not.match(text, /kernel/);
    assert.is(it.state.hosts.size, 0);
    assert.equal(await it.state.listStrangers(), []);
  }));
test('with discovery a stranger has a name, and its document before its script', () =>
  withService(async (it) => {
    await it.state.openDiscovery({ appliance: 'compute', rack: 0, lifetimeSeconds: 60 });
    const first = await it.ask(ask(MAC));
    assert.match(first.text, /cairn\.host=compute-0-0 /);
    assert.ok(existsSync(join(it.folder, 'run/hosts/compute-0-0.json')));
    assert.match(readFileSync(join(it.folder, 'kept/dnsmasq/dhcp-hosts'), 'utf8'), new RegExp(`^${MAC},`));
    assert.match((await it.ask(ask(MAC))).text, /cairn\.host=compute-0-0 /, 'one MAC has one name');
    it.neighbours.set('10.1.250.2', OTHER);
    assert.match((await it.ask(ask(OTHER), { from: '10.1.250.2' })).text, /cairn\.host=compute-0-1 /);
  }));
test('many strangers at once have as many names', () =>
  withService(async (it) => {
    await it.state.openDiscovery({ appliance: 'compute', rack: 0, lifetimeSeconds: 60 });
    const names = await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const mac = `52:54:00:00:01:${at.toString(16).padStart(2, '0')}`;
        it.neighbours.set(`10.1.250.${at}`, mac);
        const { text } = await it.ask(ask(mac), { from: `10.1.250.${at}` });
        return /cairn\.host=(\S+)/.exec(text)?.[1];
      }),
    );
    assert.is(new Set(names).size, 60);
  }));
test('a request in the name of another card gets nothing, and is written down', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [OTHER] });
    const { status, text } = await it.ask(ask(OTHER));
    assert.is(status, 403);
    assert.not.match(text, /token/);
    assert.is(it.state.audit[0]?.action, 'boot-script');
    assert.is(it.state.audit[0]?.address, LOCAL);
    assert.is((await it.ask(ask(OTHER), { from: '10.9.9.9' })).status, 403, 'a card that nobody knows');
  }));
test('a host that asks in the middle of an installation counts as one failure, and the third is the last', () =>
  withService(async (it) => {
    it.state.add({ name: 'compute-0-0', appliance: 'compute', macs: [MAC] });
    for (const failures of [1, 2]) {
      await it.state.recordReport('compute-0-0', { event: 'started' });
      await it.state.recordReport('compute-0-0', { event: 'phase', phase: 'packages' });
      assert.match((await it.ask(ask(MAC))).text, /cairn\.action=install/);
      assert.match((await it.ask(ask(MAC))).text, /cairn\.action=install/, 'asking twice is one boot');
      assert.is(it.state.hosts.get('compute-0-0')?.failures, failures);
    }
    await it.state.recordReport('compute-0-0', { event: 'started' });
    await it.state.recordReport('compute-0-0', { event: 'phase', phase: 'packages' });
    assert.match((await it.ask(ask(MAC))).text, /cairn\.action=rescue/);
    assert.is(
      it.state.hosts.get('compute-0-0')?.failureReason,
      'The installation was interrupted in "packages"',
    );
  }));
test.run();
