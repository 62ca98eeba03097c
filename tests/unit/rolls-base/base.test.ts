import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planSettings } from '../../../builder/backends/debian/settings.ts';
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

/** Rules of the firewall that let something in. */
function rulesOf(profile: Profile): string[] {
  const planned = planSettings(profile).files.map(({ path, text }) => ({ path, text }));
  return [...profile.files, ...planned]
    .filter(({ path }) => path.startsWith('/etc/nftables.d/'))
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith('add rule') && line.endsWith('accept'));
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
  assert.ok(rulesOf(serving).some((rule) => rule.includes('8443')));
  assert.not.ok(rulesOf(alone).some((rule) => /8443|69/.test(rule)));
});

test('nothing but SSH is let in from elsewhere than the private network', () => {
  const profile = compile('frontend', { ...FRONTEND, private_network: '10.77.0.0', private_prefix: '24' });
  const rules = rulesOf(profile);
  const open = rules.filter((rule) => !rule.includes(' ip saddr 10.77.0.0/24 '));
  assert.equal(open, [
    // Who asks for an address has none
    'add rule inet filter cairn udp sport 68 udp dport 67 accept',
    // Answers to a machine that asked for its own address
    'add rule inet filter cairn udp dport 68 accept',
    'add rule inet filter cairn tcp dport 22 accept',
  ]);
  assert.ok(rules.length > open.length);
});

test('machines of the private network trust each other, and the frontend not everything', () => {
  const fromPrivate = (profile: Profile): string[] =>
    rulesOf(profile).flatMap((rule) => / ip saddr 10\.1\.0\.0\/16 (.*)accept$/.exec(rule)?.[1]?.trim() ?? []);
  assert.equal(fromPrivate(compile('compute', COMPUTE)), ['']);
  assert.equal(fromPrivate(compile('frontend', FRONTEND)), [
    'tcp dport 80',
    'udp dport 123',
    'tcp dport { 53, 8443 }',
    'udp dport { 53, 69 }',
  ]);
});

test('nobody speaks to the frontend as if from the private network: before anything is let in', () => {
  const [drop] = compile('frontend', FRONTEND).files.filter(({ path }) =>
    path.startsWith('/etc/nftables.d/'),
  );
  assert.match(drop!.text, /fib saddr \. iif oif missing drop/);
  assert.ok(drop!.path < '/etc/nftables.d/50-openings.nft');
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
