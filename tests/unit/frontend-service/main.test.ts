import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCpio } from '../../../builder/formats/cpio-decode.ts';
import type { FrontendAnswers, FrontendIdentity, GraphBundle } from '../../../builder/model/mod.ts';
import { FRONTEND_ANSWERS_PATH, FRONTEND_INITRD_PATHS, requirePlatform } from '../../../builder/model/mod.ts';
import { askSocket, createServiceFolder, type ServiceFolder } from '../../fakes/running-service.ts';

const SETTINGS = { hostname: 'frontend', domain: 'cluster', address: '10.1.1.1', prefix: '16' };
const BUNDLE: GraphBundle = {
  format: 1,
  rolls: [
    {
      name: 'base',
      appliances: { compute: { node: 'compute' } },
      attributes: {},
      files: [
        { path: 'nodes/compute.xml', text: '<kickstart interface="public"/>' },
        { path: 'nodes/shell.xml', text: '<kickstart><package>bash</package></kickstart>' },
        { path: 'graphs/base.xml', text: '<graph><edge from="compute" to="shell"/></graph>' },
      ],
    },
  ],
  os: 'debian-13',
  arch: 'amd64',
};
const ANSWERS: FrontendAnswers = {
  format: 1,
  secrets: { global: { root_password_hash: '$6$HIDDEN' }, os: {}, appliance: {}, rack: {}, host: {} },
  hostAttributes: {},
  hosts: { 'compute-0-0': { appliance: 'compute', mac: '52:54:00:00:00:01', address: '10.1.0.9' } },
};

async function withFolder(
  work: (it: ServiceFolder) => Promise<void> | void,
  settings: unknown = SETTINGS,
): Promise<void> {
  const it = createServiceFolder(settings, BUNDLE);
  try {
    await work(it);
  } finally {
    it.remove();
  }
}

const test = suite('cairnd');

test('prepares what only this frontend has, names what is missing, and leaves what is there', () =>
  withFolder(({ folder, write, prepare }) => {
    const { efi, bios } = requirePlatform('amd64');
    write(efi.files.shim.path, 'SHIM');
    write(efi.files.grubNet.path, 'GRUB');
    write('boot/memtest86+x64.efi', 'MEMTEST');
    write(FRONTEND_ANSWERS_PATH, JSON.stringify(ANSWERS));
    mkdirSync(join(folder, 'root/.ssh'), { recursive: true });
    mkdirSync(join(folder, 'etc/ssh'), { recursive: true });

    const said = prepare();
    assert.match(said, `No package has brought the boot loader "${bios!.netboot}"`);
    assert.not.match(said, efi.netboot);
    assert.match(said, 'There is no SSH host key to be signed');
    assert.not.match(said, 'HIDDEN');

    const netboot = join(folder, 'srv/cairn/netboot');
    assert.is(readFileSync(join(netboot, efi.netboot), 'utf8'), 'SHIM');
    assert.is(readFileSync(join(netboot, 'memtest.efi'), 'utf8'), 'MEMTEST');
    const initrd = decodeCpio(readFileSync(join(netboot, 'frontend.img')));
    const textOf = (path: string): string =>
      new TextDecoder().decode(initrd.find(({ name }) => name === path)?.content);
    const identity = JSON.parse(textOf(FRONTEND_INITRD_PATHS.identity)) as FrontendIdentity;
    assert.is(identity.service, 'https://10.1.1.1:8443');
    assert.match(textOf(FRONTEND_INITRD_PATHS.certificate), 'BEGIN CERTIFICATE');
    assert.not.match(textOf(FRONTEND_INITRD_PATHS.certificate), 'PRIVATE');

    const kept = join(folder, 'var/lib/cairn');
    const dnsmasq = readFileSync(join(kept, 'dnsmasq/dnsmasq.conf'), 'utf8');
    assert.match(dnsmasq, /^dhcp-range=.*10\.1\.192\.0,10\.1\.255\.254/m);
    assert.is(readFileSync(join(kept, 'dnsmasq/dhcp-hosts'), 'utf8'), '*:*:*:*:*:*,ignore\n');
    assert.is(statSync(join(kept, 'tls')).mode & 0o777, 0o700);
    assert.not.ok(existsSync(join(folder, FRONTEND_ANSWERS_PATH)), 'answers hold secrets');
    assert.match(readFileSync(join(folder, 'root/.ssh/id_ed25519.pub'), 'utf8'), 'root@frontend');

    const certificate = readFileSync(join(kept, 'tls/frontend.pem'), 'utf8');
    write('var/lib/cairn/dnsmasq/hosts', '10.1.1.1 kept\n');
    execFileSync('ssh-keygen', [
      ...['-q', '-t', 'ed25519', '-N', ''],
      ...['-f', join(folder, 'etc/ssh/ssh_host_ed25519_key')],
    ]);
    assert.not.match(prepare(), 'host key');
    assert.is(readFileSync(join(kept, 'tls/frontend.pem'), 'utf8'), certificate);
    assert.is(readFileSync(join(kept, 'dnsmasq/hosts'), 'utf8'), '10.1.1.1 kept\n');
    assert.ok(existsSync(join(folder, 'etc/ssh/ssh_host_ed25519_key-cert.pub')));
  }));

test('makes another certificate when the frontend has another address', () =>
  withFolder(({ folder, write, prepare }) => {
    const pem = (): string => readFileSync(join(folder, 'var/lib/cairn/tls/frontend.pem'), 'utf8');
    prepare();
    const first = pem();
    write('etc/cairn/frontend.json', JSON.stringify({ ...SETTINGS, address: '10.2.0.1' }));
    prepare();
    assert.is.not(pem(), first);
    const dnsmasq = readFileSync(join(folder, 'var/lib/cairn/dnsmasq/dnsmasq.conf'), 'utf8');
    assert.match(dnsmasq, '10.2.192.0,10.2.255.254');
  }));

test('serves until it is told to end: hosts, their documents, the picture of the graph', () =>
  withFolder(async ({ folder, write, prepare, start }) => {
    write(FRONTEND_ANSWERS_PATH, JSON.stringify(ANSWERS));
    prepare();
    const service = await start();
    assert.ok(service.port > 0);
    const http = join(folder, 'run/cairn/http.sock');
    const hosts = await askSocket(http, '/cairn/hosts');
    assert.is(hosts.status, 200);
    assert.equal(
      (JSON.parse(hosts.text) as { name: string; address: string }[]).map(({ name, address }) => [
        name,
        address,
      ]),
      [['compute-0-0', '10.1.0.9']],
    );
    const socket = join(folder, 'run/cairn/cairnd.sock');
    const control = await askSocket(socket, '/v1/status');
    assert.is((JSON.parse(control.text) as { hosts: number }).hosts, 1);
    assert.is((await askSocket(socket, '/v1/publish', 'POST')).status, 204);
    assert.match(readFileSync(join(folder, 'run/cairn/hosts/compute-0-0.json'), 'utf8'), '10.1.0.9');
    const lists = readFileSync(join(folder, 'var/lib/cairn/dnsmasq/dhcp-hosts'), 'utf8');
    assert.match(lists, '52:54:00:00:00:01');
    const [picture, again] = await Promise.all([
      askSocket(http, '/cairn/graph'),
      askSocket(http, '/cairn/graph'),
    ]);
    assert.is(picture.status, 200, picture.text);
    assert.match(picture.text, 'shell');
    assert.is(again.text, picture.text);
    assert.is((await askSocket(http, '/cairn/graph')).text, picture.text, 'the one that was drawn');
    assert.is(await service.stop('SIGTERM'), 0);
    assert.not.match(service.said(), /Unhandled|failed/);
  }));

test('refuses settings that are not usable, each with its key', () =>
  withFolder(
    ({ prepare }) => {
      const failure = (): string => {
        try {
          prepare();
        } catch (error) {
          return (error as { stdout: string }).stdout;
        }
        return '';
      };
      assert.match(failure(), /frontend\.json: error: "hostname" is not usable/);
      assert.match(failure(), /"prefix" is not usable: From 8 to 30/);
    },
    { ...SETTINGS, hostname: 'Front End', prefix: '31' },
  ));

test('each night the state is written as text; a damaged one stops the start, and leaves the dumps', () =>
  withFolder(({ folder, write, prepare, dump }) => {
    write('etc/ssh/ssh_host_ed25519_key-cert.pub', 'of the first start');
    const file = join(folder, 'var/lib/cairn/state.db');
    assert.throws(() => prepare(), /Cannot find the state|status 1|Command failed/, 'it was prepared before');
    rmSync(join(folder, 'etc/ssh/ssh_host_ed25519_key-cert.pub'));
    prepare();
    const path = /The state is in (\S+-night\.yaml)/.exec(dump())?.[1] ?? '';
    assert.is(statSync(path).mode & 0o777, 0o600);
    assert.match(readFileSync(path, 'utf8'), 'name: "private"');
    truncateSync(file, 4096);
    for (const attempt of [prepare, dump]) {
      const said = (() => {
        try {
          return attempt();
        } catch (error) {
          return String((error as { stdout?: unknown }).stdout);
        }
      })();
      assert.match(said, `cairn import --put-aside ${path} && systemctl restart cairn-prepare`);
    }
    assert.equal(readdirSync(join(folder, 'var/lib/cairn/dumps')).length, 1);
  }));

test.run();
