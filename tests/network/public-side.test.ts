import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FRONTEND_ADDRESS, type Frontend, startFrontend } from './frontend.ts';
import { createNamespace, type Namespace } from './namespace.ts';

const PUBLIC = '192.0.2.1';
/** All that a machine on the private network may ask; there is no SSH server in the namespace. */
const PRIVATE_DOORS = ['53', '53/udp', '67/udp', '69/udp', '80', '8443'];

let frontend: Frontend;
let inside: Namespace;
let outside: Namespace;

/** Which doors answer somebody in a namespace. */
function knock(from: Namespace, server: string): string[] {
  const program = join(import.meta.dirname, 'probe.ts');
  const said = from.run([process.execPath, '--import', 'tsx', program, server]);
  return said
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

/** Loads the rules that the description of the frontend writes. */
function loadFirewall(): void {
  const root = join(frontend.folder, 'firewall');
  for (const [path, text] of frontend.described) {
    if (!path.startsWith('/etc/nftables')) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text.replaceAll('"/etc/nftables.d/', `"${root}/etc/nftables.d/`));
  }
  frontend.run(['nft', '-f', join(root, 'etc/nftables.conf')]);
}

const test = suite('nobody but the private network gets an answer');
test.before(async () => {
  const hosts = [{ appliance: 'compute', macs: ['52:54:00:00:00:77'] }];
  frontend = await startFrontend({ hosts });
  inside = createNamespace();
  frontend.connect(inside.name, 'card');
  outside = createNamespace();
  const link = ['link', 'add', 'public', 'netns', frontend.namespace, 'type', 'veth', 'peer', 'name', 'card'];
  execFileSync('ip', [...link, 'netns', outside.name]);
  const set = (space: string, card: string, address: string): void => {
    execFileSync('ip', ['-n', space, 'address', 'add', address, 'dev', card]);
    execFileSync('ip', ['-n', space, 'link', 'set', card, 'up']);
  };
  set(inside.name, 'card', '10.1.9.9/16');
  set(frontend.namespace, 'public', `${PUBLIC}/24`);
  set(outside.name, 'card', '192.0.2.2/24');
  // DISCOVER goes to everybody; and somebody outside tries the private address too.
  for (const { name } of [inside, outside])
    execFileSync('ip', ['-n', name, 'route', 'add', '255.255.255.255', 'dev', 'card']);
  execFileSync('ip', ['-n', outside.name, 'route', 'add', '10.1.0.0/16', 'via', PUBLIC]);
});
test.after(async () => {
  await outside.stop();
  await inside.stop();
  await frontend.stop();
});
test('without a firewall: the private network may ask, the public side hears nothing', () => {
  assert.equal(knock(inside, FRONTEND_ADDRESS), PRIVATE_DOORS);
  assert.equal(knock(outside, PUBLIC), []);
});
test("with the description's firewall: the same, and not by the private address from outside either", () => {
  loadFirewall();
  assert.equal(knock(inside, FRONTEND_ADDRESS), PRIVATE_DOORS);
  assert.equal(knock(outside, PUBLIC), []);
  assert.equal(knock(outside, FRONTEND_ADDRESS), []);
});
test.run();
