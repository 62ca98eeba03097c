import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attributesOfMachine, type Profile, traverse } from '../../../builder/graph/mod.ts';
import { readRecipeGraph } from '../../fakes/recipe-graph.ts';

const graph = await readRecipeGraph('recipes/minimal.yaml');

function compile(appliance: string, given: Readonly<Record<string, string>>): Profile {
  const { profile, problems } = traverse(graph, attributesOfMachine(graph, appliance, given), appliance);
  assert.equal(problems, []);
  return profile!;
}

/** A file as it would be, after every script that adds to it. */
function fileOf(profile: Profile, path: string): string {
  const parts = profile.scripts.flatMap((script) => script.parts);
  return parts
    .filter((part) => part.kind === 'file' && part.path === path)
    .map((part) => part.text.trim())
    .join('\n');
}

const FRONTEND = { hostname: 'frontend' };
const COMPUTE = {
  hostname: 'compute-0-0',
  host_address: '10.1.0.2',
  cluster_ssh_key: 'ssh-ed25519 KEY root',
};
const test = suite('rolls/base');

test('a frontend serves other machines unless it is told not to', () => {
  const serving = compile('frontend', FRONTEND);
  const names = serving.nodes.map(({ name }) => name);
  assert.ok(names.includes('cairnd') && names.includes('netboot'));
  const alone = compile('frontend', { ...FRONTEND, network_install: 'no' });
  const services = alone.services.map(({ name }) => name).filter((name) => name.startsWith('cairn'));
  assert.equal(services, []);
  assert.not.match(fileOf(alone, '/etc/nftables.d/30-network-install.nft'), /8443/);
});

test('nothing but SSH is let in from elsewhere than the private network', () => {
  const profile = compile('frontend', { ...FRONTEND, private_network: '10.77.0.0', private_prefix: '24' });
  const rules = profile.scripts
    .flatMap((script) => script.parts)
    .filter((part) => part.kind === 'file' && part.path.startsWith('/etc/nftables.d/'))
    .flatMap((part) => part.text.split('\n'))
    .filter((line) => line.startsWith('add rule') && line.endsWith('accept'));
  const open = rules.filter((rule) => !rule.includes(' ip saddr 10.77.0.0/24 '));
  assert.equal(open, [
    'add rule inet filter cairn tcp dport 22 accept',
    // Who asks for an address has none
    'add rule inet filter cairn udp sport 68 udp dport 67 accept',
  ]);
  assert.ok(rules.length > open.length);
});

test("root of the frontend comes in by its key, beside the site's keys", () => {
  const keys = (given: Readonly<Record<string, string>>): string =>
    fileOf(compile('compute', { ...COMPUTE, ...given }), '/root/.ssh/authorized_keys');
  assert.is(keys({ ssh_authorized_keys: 'ssh-ed25519 SITE' }), 'ssh-ed25519 SITE\nssh-ed25519 KEY root');
  assert.is(keys({}), 'ssh-ed25519 KEY root');
  assert.is(fileOf(compile('frontend', FRONTEND), '/root/.ssh/authorized_keys'), '');
});

test('a machine knows itself by the address that others know it by', () => {
  const hosts = (profile: Profile): string[] => fileOf(profile, '/etc/hosts').split('\n');
  const frontend = '10.1.1.1 frontend.cluster frontend';
  const common = ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback', frontend];
  assert.equal(hosts(compile('frontend', FRONTEND)), common);
  assert.equal(hosts(compile('compute', COMPUTE)), [...common, '10.1.0.2 compute-0-0.cluster compute-0-0']);
  const unknown = compile('compute', { hostname: 'alone' });
  assert.equal(hosts(unknown), [...common, '127.0.1.1 alone.cluster alone']);
});

test.run();
