import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../../../fakes/cairn.ts';
import { createServiceFolder } from '../../../fakes/running-service.ts';

const test = suite('case: a network is what is said of it, or the word is refused');
const SETTINGS = { hostname: 'frontend', domain: 'cluster', address: '10.1.1.1', prefix: '16' };

test('the range of strangers is lent at once; what the frontend was installed with is refused', async () => {
  const it = createServiceFolder(SETTINGS, { format: 1, rolls: [], os: 'debian-13', arch: 'amd64' });
  try {
    it.prepare();
    const env = {
      CAIRN_STATE: join(it.folder, 'var/lib/cairn/state.db'),
      CAIRN_FRONTEND: join(it.folder, 'etc/cairn/frontend.json'),
      CAIRN_GRAPH: join(it.folder, 'none.json'),
    };
    const cairn = (...words: readonly string[]) => runCairn(words, { env });
    const list = async (): Promise<string> => (await cairn('network', 'list', '--format', 'json')).stdout;
    const before = await list();
    for (const words of [
      ['private', '--domain', 'other.example'],
      ['private', '--mtu', '9000'],
      ['private', '--interface', 'eth7'],
      ['private', '--address', '10.1.1.2'],
      ['private', '10.2.0.0/16'],
      ['public', '192.0.2.0/24'],
      ['private', '--range', '10.1.100.0-10.1.100.50', '--mtu', '9000'],
    ]) {
      const { exitCode, stderr } = await cairn('network', 'set', ...words);
      assert.is(exitCode, 1, words.join(' '));
      assert.match(stderr, 'it is what the frontend was installed with');
    }
    assert.is(await list(), before, 'nothing was written');

    // A program of that name, to be ended for systemd to start it again.
    copyFileSync('/bin/bash', join(it.folder, 'dnsmasq'));
    const dnsmasq = spawn(join(it.folder, 'dnsmasq'), ['-c', 'trap "" HUP; while :; do sleep 1; done']);
    const ended = new Promise<string | null>((done) => dnsmasq.once('exit', (_, signal) => done(signal)));
    it.write('var/lib/cairn/dnsmasq/pid', `${dnsmasq.pid}\n`);
    const service = await it.start();
    const lent = await cairn(
      'network',
      'set',
      'private',
      '--domain',
      'cluster',
      '--range',
      '10.1.100.0-10.1.100.50',
    );
    assert.is(lent.exitCode, 0, lent.stderr);
    assert.is(await ended, 'SIGTERM');
    const settings = readFileSync(join(it.folder, 'var/lib/cairn/dnsmasq/dnsmasq.conf'), 'utf8');
    assert.match(settings, /^dhcp-range=10\.1\.100\.0,10\.1\.100\.50,/m);
    assert.is((await cairn('host', 'add', 'z-0-0', '--address', '10.1.200.5')).exitCode, 0);
    assert.match(
      (await cairn('host', 'add', 'z-0-1', '--address', '10.1.100.5')).stderr,
      'is lent to strangers',
    );
    assert.is(await service.stop('SIGTERM'), 0);
    // The next start leaves it.
    it.prepare();
    assert.is(readFileSync(join(it.folder, 'var/lib/cairn/dnsmasq/dnsmasq.conf'), 'utf8'), settings);
  } finally {
    it.remove();
  }
});

test.run();
