import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FRONTEND_ADDRESS, type Frontend, startFrontend } from './frontend.ts';
import { createNamespace, type Namespace } from './namespace.ts';

const PROGRAM = join(import.meta.dirname, 'strangers/dhcp-name.py');
const HOST = { name: 'compute-0-0', mac: '52:54:00:00:00:77', address: '10.1.0.77' };

let frontend: Frontend;
let stranger: Namespace;

/** Asks for an address under a name of its own. @returns the address that it gets */
function askForAddress(name: string): string {
  return /^ack (\S+)$/m.exec(stranger.run(['python3', PROGRAM, name, 'card']))?.[1] ?? 'none';
}

/** What the frontend's DNS says: an address, or the error's code. */
function resolve(name: string): string {
  const script = `const resolver = new (require('node:dns').Resolver)({ timeout: 2000, tries: 2 });
    resolver.setServers(['${FRONTEND_ADDRESS}']);
    resolver.resolve4('${name}', (error, found) => console.log(error ? error.code : found.join(' ')));`;
  return stranger.run([process.execPath, '-e', script]).trim();
}

const test = suite('names of strangers');
test.before(async () => {
  frontend = await startFrontend({
    hosts: [{ appliance: 'compute', name: HOST.name, macs: [HOST.mac], address: HOST.address }],
  });
  stranger = createNamespace();
  frontend.connect(stranger.name, 'card');
  const ip = (...words: string[]): void => void execFileSync('ip', ['-n', stranger.name, ...words]);
  ip('address', 'add', '10.1.9.9/16', 'dev', 'card');
  ip('link', 'set', 'card', 'up');
  ip('route', 'add', '255.255.255.255', 'dev', 'card');
});
test.after(async () => {
  await stranger.stop();
  await frontend.stop();
});

test('what a machine calls itself while there is discovery never enters DNS', async () => {
  const close = await frontend.discover('compute');
  for (const name of ['wpad', 'mirror', 'laptop', 'frontend', HOST.name]) {
    assert.match(askForAddress(name), /^10\.1\.\d+\.\d+$/, name);
    const known = { frontend: FRONTEND_ADDRESS, [HOST.name]: HOST.address }[name];
    assert.is(resolve(`${name}.cluster`), known ?? 'ENOTFOUND', name);
  }
  await close();
  assert.is(resolve('wpad.cluster'), 'ENOTFOUND');
});

test('nor what a host of the cluster calls itself', () => {
  const ip = (...words: string[]): void => void execFileSync('ip', ['-n', stranger.name, ...words]);
  ip('link', 'set', 'card', 'address', HOST.mac);
  assert.is(askForAddress('wpad'), HOST.address);
  assert.is(resolve('wpad.cluster'), 'ENOTFOUND');
  assert.is(resolve(`${HOST.name}.cluster`), HOST.address);
});

test.run();
