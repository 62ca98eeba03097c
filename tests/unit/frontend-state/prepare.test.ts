import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { certifyFrontend } from '../../../builder/frontend/service/keys/own-host-key.ts';
import { ensureRootKey } from '../../../builder/frontend/service/keys/root-key.ts';
import { makeSshKey, publicLineOf } from '../../../builder/frontend/service/keys/ssh-key.ts';
import { ensurePrivateNetwork } from '../../../builder/frontend/service/publish/private-network.ts';
import { takeAnswers } from '../../../builder/frontend/service/publish/take-answers.ts';
import type { FrontendAnswers } from '../../../builder/model/mod.ts';
import { CONFIG } from '../../fakes/frontend-service.ts';
import { openTemporary, PRIVATE } from './open-temporary.ts';

const ANSWERS: FrontendAnswers = {
  format: 1,
  secrets: {
    global: { root_password_hash: '$6$HIDDEN' },
    os: {},
    appliance: { compute: { munge_key: 'DEEPER' } },
    rack: {},
    host: {},
  },
  hostAttributes: { 'compute-0-0': { storage_disk: '/dev/vdb' } },
  hosts: { 'compute-0-0': { appliance: 'compute', mac: '52:54:00:00:00:01', address: '10.1.0.9' } },
};

const test = suite('the first start of a frontend');

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-prepare-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('takes in what the installer left, once, and deletes it', async () => {
  const { state, end } = await openTemporary();
  await inFolder(async (folder) => {
    const path = join(folder, 'answers.json');
    writeFileSync(path, JSON.stringify(ANSWERS));
    assert.equal(await takeAnswers(state, path), []);
    assert.not.ok(existsSync(path));
    const host = await state.findHost('compute-0-0');
    assert.equal(
      [host?.address, host?.macs, host?.bootAction],
      ['10.1.0.9', ['52:54:00:00:00:01'], 'install'],
    );
    const stored = await state.listAttributes();
    assert.equal(
      stored.map(({ scope, subject, name, secret }) => [scope, subject, name, secret]),
      [
        ['global', '', 'root_password_hash', true],
        ['appliance', 'compute', 'munge_key', true],
        ['host', 'compute-0-0', 'storage_disk', false],
      ],
    );
    assert.equal(await takeAnswers(state, path), [], 'there is nothing any more');
    // Pulled out before the file was gone: all of it comes once more
    writeFileSync(path, JSON.stringify(ANSWERS));
    assert.equal(await takeAnswers(state, path), []);
    assert.is((await state.listHosts()).length, 1);
  });
  await end();
});

test('what cannot be taken in is named without its value, and the rest is taken', async () => {
  const { state, end } = await openTemporary();
  await inFolder(async (folder) => {
    const path = join(folder, 'answers.json');
    const wrong = { ...ANSWERS, hosts: { 'compute-0-0': { appliance: 'compute', address: '192.0.2.1' } } };
    writeFileSync(path, JSON.stringify(wrong), { mode: 0o600 });
    const refused = await takeAnswers(state, path);
    assert.match(refused.join('\n'), /192\.0\.2\.1/);
    assert.not.match(refused.join('\n'), /HIDDEN|DEEPER/);
    assert.is((await state.listAttributes()).length, 2);
    assert.is(statSync(`${path}.refused`).mode & 0o777, 0o600);
    writeFileSync(path, '{"format":1,"secrets":{"global":{"x":"HIDDEN"');
    assert.equal(await takeAnswers(state, path), ['The answers of the installer are not readable']);
    for (const text of ['{}', 'null', '{"format":1}', '{"format":2}']) {
      writeFileSync(path, text);
      assert.equal(await takeAnswers(state, path), ['The answers of the installer are not readable'], text);
    }
  });
  await end();
});

test('root gets one key, and every host is told of it', async () => {
  const { state, end } = await openTemporary();
  await inFolder(async (folder) => {
    const ssh = join(folder, '.ssh');
    const told = async (): Promise<string | undefined> =>
      (await state.listAttributes({ name: 'cluster_ssh_key' }))[0]?.value;
    await ensureRootKey(state, ssh, 'root@frontend');
    const line = await told();
    assert.match(line ?? '', /^ssh-ed25519 \S+ root@frontend$/);
    assert.is(statSync(join(ssh, 'id_ed25519')).mode & 0o777, 0o600);
    const read = execFileSync('ssh-keygen', ['-y', '-f', join(ssh, 'id_ed25519')], { encoding: 'utf8' });
    assert.is(read.split(' ')[1], line?.split(' ')[1]);
    // The plug was pulled between the two files
    rmSync(join(ssh, 'id_ed25519.pub'));
    await ensureRootKey(state, ssh, 'root@frontend');
    assert.is(await told(), line);
    assert.is(readFileSync(join(ssh, 'id_ed25519.pub'), 'utf8'), `${line}\n`);
    // The frontend was installed anew, its state was kept: hosts still let it in
    rmSync(ssh, { recursive: true });
    await ensureRootKey(state, ssh, 'root@frontend');
    assert.is(await told(), line);
  });
  await end();
});

test('the private network is what the description says, and its range what somebody set', async () => {
  const { state, end } = await openTemporary();
  const config = { ...CONFIG, address: '10.1.0.1', prefix: 16, domain: 'lan' };
  await state.setNetwork({ ...PRIVATE, rangeFrom: '10.1.9.0', mtu: 9000 });
  const named = await ensurePrivateNetwork(state, config);
  assert.equal([named.domain, named.rangeFrom, named.mtu], ['lan', '10.1.9.0', 9000]);
  const moved = await ensurePrivateNetwork(state, { ...config, address: '192.168.7.1', prefix: 24 });
  assert.equal([moved.network, moved.rangeFrom], ['192.168.7.0', '192.168.7.192']);
  assert.equal((await state.listNetworks())[0], moved);
  await end();
});

test("the frontend's host key is signed, and only our line of known hosts changes", async () => {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, 'sshd_config.d'));
    const authority = makeSshKey('cluster').privateText;
    assert.not.ok(await certifyFrontend(folder, authority, CONFIG), 'there is no SSH server');
    writeFileSync(join(folder, 'ssh_host_ed25519_key.pub'), `${makeSshKey('own').publicLine}\n`);
    const known = join(folder, 'ssh_known_hosts');
    writeFileSync(known, `other ssh-ed25519 AAAA\n@cert-authority * ssh-ed25519 OLD cluster\n`);
    assert.ok(await certifyFrontend(folder, authority, CONFIG));
    const trusted = `@cert-authority * ${publicLineOf(authority)} cluster`;
    assert.is(readFileSync(known, 'utf8'), `other ssh-ed25519 AAAA\n${trusted}\n`);
    const certificate = execFileSync(
      'ssh-keygen',
      ['-L', '-f', join(folder, 'ssh_host_ed25519_key-cert.pub')],
      {
        encoding: 'utf8',
      },
    );
    assert.match(
      certificate,
      /host certificate[\s\S]*Principals:\s+frontend\s+frontend\.cluster\s+10\.1\.1\.1\s/,
    );
  });
});

test.run();
