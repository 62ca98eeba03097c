import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planWords } from '../../../builder/frontend/service/publish/plan-words.ts';
import { planPublished } from '../../../builder/frontend/service/publish/publish-plan.ts';
import type { FrontendConfig } from '../../../builder/frontend/service/shared/config.ts';
import { parseGraph } from '../../../builder/graph/mod.ts';
import type { StoredAttribute } from '../../../builder/hosts/mod.ts';
import { type GraphBundle, requirePlatform } from '../../../builder/model/mod.ts';
import { renderDnsmasqConfig } from '../../../builder/render/boot-scripts/mod.ts';
import { createFakeState } from '../../fakes/frontend-state.ts';

const CONFIG: FrontendConfig = {
  ...{ hostname: 'frontend', domain: 'cluster', address: '10.1.0.1', prefix: 16 },
  ...{ arch: 'amd64', kernelOptions: '', checkNeighbours: 'yes' },
};

const state = createFakeState();
for (const [rank, name] of ['compute-0-0', 'compute-0-1', 'web-0-0'].entries())
  state.add({
    ...{ name, rank, appliance: name.split('-')[0]!, macs: [`52:54:00:00:00:0${rank}`] },
    address: `10.1.0.${rank + 2}`,
  });
const hosts = [...state.hosts.values()];

const set = (
  scope: StoredAttribute['scope'],
  subject: string,
  name: string,
  value: string,
  secret = false,
): StoredAttribute => ({ scope, subject, name, value, secret });

const ATTRIBUTES: readonly StoredAttribute[] = [
  set('global', '', 'extra_networks', 'ib0 10.2.0.0/16 mtu=4092'),
  set('appliance', 'compute', 'extra_links', 'ib card=ib0 network=ib0; other card=eth1'),
  set('appliance', 'frontend', 'extra_links', 'ib card=ib0 network=ib0'),
  set('host', 'web-0-0', 'dns_aliases', 'www portal compute-0-0'),
  set('rack', '0', 'dhcp_options', 'ntp-server=10.1.0.9 42=10.1.0.9,10.1.0.8'),
  set('host', 'compute-0-1', 'dhcp_options', 'log-server=10.1.0.7'),
];

function textsOf(attributes: readonly StoredAttribute[], bundle: Partial<GraphBundle> = {}) {
  const graph = parseGraph({ format: 1, os: 'debian-13', rolls: [], ...bundle });
  const words = planWords({ config: CONFIG, graph, hosts, attributes });
  const releases = { inUse: 'r', os: new Map([['r', 'debian-13']]) };
  return {
    words,
    ...planPublished({ config: CONFIG, releases, hosts, attributes, strangers: false, words }),
  };
}

const test = suite('what DHCP and DNS say of hosts besides');

test('nothing where nobody has set anything: no byte is other', () => {
  const plain = textsOf([]);
  assert.is(plain.words.size, 0);
  assert.is(plain.dhcpOptions, '');
  assert.is(
    plain.dnsHosts,
    '10.1.0.1 frontend\n10.1.0.2 compute-0-0\n10.1.0.3 compute-0-1\n10.1.0.4 web-0-0\n',
  );
});

test('further names, names on further networks, and options by a tag for each list of them', () => {
  const { dnsHosts, dhcpHosts, dhcpOptions } = textsOf(ATTRIBUTES);
  assert.is(
    dnsHosts,
    [
      '10.1.0.1 frontend',
      '10.2.0.1 frontend-ib0',
      '10.1.0.2 compute-0-0',
      '10.2.0.2 compute-0-0-ib0',
      '10.1.0.3 compute-0-1',
      '10.2.0.3 compute-0-1-ib0',
      '10.1.0.4 web-0-0 www portal',
      '',
    ].join('\n'),
    'a name that is a host stays that of the host',
  );
  const [first, second] = dhcpHosts.split('\n');
  const tag = /set:(\w+)/.exec(first!)![1]!;
  assert.is(first, `52:54:00:00:00:00,set:${tag},10.1.0.2,compute-0-0`);
  assert.not.match(second!, `set:${tag},`, 'what a host has beats what its rack has');
  assert.match(dhcpOptions, `tag:${tag},option:ntp-server,10.1.0.9\ntag:${tag},42,10.1.0.9,10.1.0.8\n`);
  assert.match(dhcpOptions, /option:log-server,10\.1\.0\.7\n/);
});

test('what a site says counts as what is set here, and what is secret is told to nobody', () => {
  const site = {
    attributes: { host: { 'web-0-0': { dns_aliases: 'www' } } },
  } as unknown as Partial<GraphBundle>;
  assert.match(textsOf([], site).dnsHosts, '10.1.0.4 web-0-0 www\n');
  const hidden = textsOf([
    set('host', 'web-0-0', 'dns_aliases', 'hidden', true),
    set('global', '', 'dhcp_options', '42=10.1.0.9', true),
  ]);
  assert.not.match(hidden.dnsHosts + hidden.dhcpOptions + hidden.dhcpHosts, /hidden|42/);
});

const DNSMASQ = '/usr/sbin/dnsmasq';
const canTry = process.getuid?.() === 0 && existsSync(DNSMASQ);

(canTry ? test : test.skip)('dnsmasq takes every line of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-words-'));
  try {
    const { dnsHosts, dhcpHosts, dhcpOptions } = textsOf(ATTRIBUTES);
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    mkdirSync(join(folder, 'tftp'));
    const config = renderDnsmasqConfig({
      ...{ hostname: 'frontend', domain: 'cluster', address: '10.1.0.1', netmask: '255.255.0.0' },
      ...{ firstStranger: '10.1.192.0', lastStranger: '10.1.255.254', leaseSeconds: 3600 },
      dhcpHostsFile: write('dhcp-hosts', dhcpHosts),
      dhcpOptionsFile: write('dhcp-options', dhcpOptions),
      hostsFile: write('hosts', dnsHosts),
      ...{
        leaseFile: join(folder, 'leases'),
        pidFile: join(folder, 'pid'),
        resolvFile: write('resolv.conf', ''),
      },
      ...{ tftpRoot: join(folder, 'tftp'), platform: requirePlatform('amd64') },
    });
    write('dnsmasq.conf', config.replace('user=dnsmasq', 'user=root'));
    // Ends with another status where a line is wrong
    execFileSync(DNSMASQ, ['--test', '-C', join(folder, 'dnsmasq.conf')], { stdio: 'pipe' });
    const said = execFileSync('unshare', ['-n', 'sh', '-ec', TRIAL, 'sh', folder, DNSMASQ], {
      encoding: 'utf8',
    });
    assert.match(said, 'read ');
    assert.match(said, /dhcp-options/);
    assert.not.match(said, /\b(?:bad|error|illegal|cannot|failed)\b/i);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Reads everything as at its start, in a network of its own. */
const TRIAL = `
ip link set lo up
ip address add 10.1.0.1/16 dev lo
timeout 3 "$2" --keep-in-foreground --log-facility=- -C "$1/dnsmasq.conf" 2>&1 || true
`;

test.run();
