import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mergeLayers, pickLayers } from '../../../builder/hosts/mod.ts';
import { parseSiteFile, siteAttributes } from '../../../builder/model/files/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';

const site = `
cluster: orion
domain: orion.example
timezone: Europe/Berlin
rootPassword: "$6$salt$0123456789abcdef"
sshKeys:
  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK admin@desk
frontend:
  hostname: master
  public: { address: dhcp, interface: eth1 }
  private: { address: 10.1.1.1/16, mac: "52:54:00:AA:BB:01", dns: [10.1.1.1] }
storage: { disk: /dev/vda, wipe: [/dev/vda] }
attributes:
  global: { motd: hello }
  appliance: { frontend: { motd: master } }
secrets:
  global: { munge_key: abc }
hosts:
  compute-0-0: { appliance: compute, rack: 0, rank: 0, mac: "52:54:00:aa:bb:02", address: 10.1.0.2 }
`;

const read = (text: string) => {
  const { value, problems } = parseSiteFile(text, 'site.yaml');
  assert.equal(problems.map(formatProblem), []);
  return siteAttributes(value!);
};
const findings = (text: string): string[] =>
  parseSiteFile(text, 'site.yaml').problems.map(
    (problem) => `${problem.place?.line}:${problem.place?.column} ${problem.code} ${problem.message}`,
  );

const test = suite('parseSiteFile() and siteAttributes()');

test('a site becomes attributes', () => {
  assert.equal(read(site).open.global, {
    cluster_name: 'orion',
    domain: 'orion.example',
    timezone: 'Europe/Berlin',
    ssh_authorized_keys:
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK admin@desk',
    frontend_hostname: 'master',
    public_method: 'dhcp',
    public_interface: 'eth1',
    private_method: 'static',
    private_mac: '52:54:00:aa:bb:01',
    private_dns: '10.1.1.1',
    private_address: '10.1.1.1',
    private_prefix: '16',
    private_netmask: '255.255.0.0',
    private_network: '10.1.0.0',
    private_broadcast: '10.1.255.255',
    motd: 'hello',
  });
});

test('secrets are kept apart', () => {
  const { open, secret } = read(site);
  assert.equal(secret.global, { root_password_hash: '$6$salt$0123456789abcdef', munge_key: 'abc' });
  assert.not.match(JSON.stringify(open), /munge|\$6\$/);
});

test('a machine sees its own scopes, stronger ones apart from weaker', () => {
  const machine = { appliance: 'frontend', host: 'compute-0-0' };
  const scopes = mergeLayers(pickLayers({ from: 'site', ...read(site) }, machine));
  assert.equal(scopes.appliance, { storage_disk: '/dev/vda', storage_wipe: '/dev/vda', motd: 'master' });
  assert.equal(scopes.host, { host_mac: '52:54:00:aa:bb:02', host_address: '10.1.0.2' });
  assert.ok(JSON.stringify(scopes.global).includes('"munge_key":"abc"'));
  assert.equal(scopes.rack, {});
});

test('an empty site sets nothing', () => {
  const { open, secret } = read('{}');
  assert.equal([open.global, open.appliance, secret.global], [{}, {}, {}]);
});

test('addresses must fit their network', () => {
  const frontend = (body: string): string[] => findings(`frontend:\n  private: { ${body} }\n`);
  assert.match(frontend('address: 10.1.0.0/16')[0] ?? '', /^2:23 SITE_NETWORK No host can have/);
  assert.match(frontend('address: 10.1.0.1')[0] ?? '', 'has no prefix');
  assert.match(frontend('address: 10.1.0.1/16, prefix: 8')[0] ?? '', 'given twice');
  assert.match(frontend('address: dhcp')[0] ?? '', 'cannot use "dhcp"');
  assert.match(
    frontend('address: 10.1.0.1/16, gateway: 10.2.0.1')[0] ?? '',
    'not another host of 10.1.0.0/16',
  );
  assert.equal(frontend('address: 10.1.0.1, prefix: 16'), []);
});

test('the public network may be absent, and a password may be made at installation', () => {
  const { open, secret } = read('frontend: {public: {address: none}}\nrootPassword: generate\n');
  assert.equal(open.global, { public_method: 'none' });
  assert.equal(secret.global, { root_password_hash: 'generate' });
});

test('public and private networks must not overlap', () => {
  const text = 'frontend:\n  public: {address: 10.1.9.9/24}\n  private: {address: 10.1.1.1/16}\n';
  assert.match(findings(text)[0] ?? '', /^3:22 SITE_NETWORK The public and the private/);
});

test('hosts must not share addresses', () => {
  const text = `frontend:
  private: {address: 10.1.1.1/16}
hosts:
  a: {appliance: compute, mac: "52:54:00:00:00:01", address: 10.1.0.2}
  b: {appliance: compute, mac: "52:54:00:00:00:01", address: 10.1.1.1}
  c: {appliance: compute, address: 10.9.0.1}
`;
  assert.equal(findings(text), [
    '5:32 SITE_HOST "52:54:00:00:00:01" belongs to host "a" already',
    '5:62 SITE_HOST "10.1.1.1" belongs to the frontend already',
    '6:36 SITE_HOST "10.9.0.1" is not a host address of the private network',
  ]);
});

test('which release a host gets is said on a frontend: a file cannot name one', () => {
  const text = 'attributes:\n  rack:\n    "2": { cairn_release: 0123456789ab }\n';
  const [found] = parseSiteFile(text, 'site.yaml').problems;
  assert.is(found?.place?.line, 3);
  assert.match(
    found?.message ?? '',
    'Cannot set attribute "cairn_release": it names a release that a frontend has',
  );
  assert.match(found?.hint ?? '', 'cairn release use ID');
});

test('intrinsic attributes cannot be set', () => {
  assert.match(
    findings('attributes: {global: {rack: "3"}}\n')[0] ?? '',
    /^1:23 YAML_VALUE Cannot set attribute/,
  );
});

test.run();
