import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkProfile } from '../../../builder/graph/check/check-profile.ts';
import { renderSettings } from '../../../builder/render/settings/render-settings.ts';
import { ask, one, profileOf } from './ask.ts';

const PLACE = {
  host_address: '10.1.0.7',
  private_network: '10.1.0.0',
  private_prefix: '16',
  extra_networks: 'ib0 10.2.0.0/16 mtu=4092; small 10.3.0.0/30',
};
const NODE = '<link from="&extra_links;"/>';

const test = suite('links as an attribute says them');

function filesOf(extra_links: string, node = NODE): Readonly<Record<string, string>> {
  const profile = profileOf(one(node), { host: { ...PLACE, extra_links } });
  const files = renderSettings(profile).map(({ path, text }) => [
    path.replace('/etc/systemd/network/', ''),
    text.replace('# top (r)\n', ''),
  ]);
  return Object.fromEntries(files);
}

function problemsOf(extra_links: string, host = {}): readonly string[] {
  const { problems } = ask(one(NODE), { host: { ...PLACE, ...host, extra_links } });
  return problems.map(({ message }) => message);
}

test('none of none, and as many as there are', () => {
  assert.equal(filesOf(''), {});
  assert.equal(Object.keys(filesOf('a card=eth1; b mac=52:54:00:00:00:01')), [
    '05-link-a.network',
    '05-link-b.network',
  ]);
});

test('a machine has the place on a network that it has on the private one', () => {
  const text = filesOf('ib card=ib0 network=ib0 routes=10.9.0.0/16@10.2.0.1')['05-link-ib.network']!;
  assert.match(text, '[Match]\nName=ib0\n');
  assert.match(text, 'MTUBytes=4092\n');
  assert.match(text, 'Address=10.2.0.7/16\n');
  assert.match(text, '[Route]\nDestination=10.9.0.0/16\nGateway=10.2.0.1\n');
  assert.match(filesOf('a card=eth1 network=10.4.0.0/16')['05-link-a.network']!, 'Address=10.4.0.7/16\n');
  assert.match(problemsOf('a card=eth1 network=small').join(), /has no place for the address 10\.1\.0\.7/);
  assert.match(problemsOf('a card=eth1 network=fast').join(), /"fast", which nobody has described/);
  assert.equal(problemsOf('a card=eth1 network=ib0', { host_address: '', private_address: '' }), []);
});

test('a card by its path; VLANs on a link and on the private network', () => {
  const files = filesOf(
    'storage path=pci-0000:03:00.0* address=none; v20 vlan=20 on=storage address=10.5.0.7/16; v30 vlan=30 on=private',
  );
  const storage = files['05-link-storage.network']!;
  assert.match(storage, '[Match]\nPath=pci-0000:03:00.0*\n');
  assert.match(storage, '\nVLAN=v20\n');
  assert.not.match(storage, /DHCP|Address=/);
  assert.is(files['05-link-v20.netdev'], '[NetDev]\nName=v20\nKind=vlan\n\n[VLAN]\nId=20\n');
  assert.match(files['05-link-v20.network']!, '[Match]\nName=v20\n');
  assert.is(files['10-private.network.d/60-link-v30.conf'], '[Network]\nVLAN=v30\n');
  for (const list of ['v20 vlan=20 on=nothing', 'v20 vlan=20 on=v20']) {
    const profile = profileOf(one(NODE), { host: { ...PLACE, extra_links: list } });
    const [problem] = checkProfile(profile);
    assert.match(problem?.message ?? '', /VLAN "v20" is on ".*", which is no link of this machine/);
    assert.is(problem?.place?.line, 2);
  }
});

test('bonds and bridges take their cards before anything else does', () => {
  const files = filesOf('fast bond=802.3ad of=eth1,52:54:00:00:00:02 network=ib0; br bridge=plain of=eth3');
  assert.equal(Object.keys(files).sort(), [
    '04-link-br-cards.network',
    '04-link-fast-cards.network',
    '04-link-fast-macs.network',
    '05-link-br.netdev',
    '05-link-br.network',
    '05-link-fast.netdev',
    '05-link-fast.network',
  ]);
  assert.match(files['05-link-fast.netdev']!, 'Kind=bond\n\n[Bond]\nMode=802.3ad\n');
  assert.match(files['04-link-fast-cards.network']!, /Name=eth1\n[\s\S]*\nBond=fast\n/);
  assert.match(files['04-link-fast-macs.network']!, 'PermanentMACAddress=52:54:00:00:00:02\n');
  assert.match(files['05-link-br.netdev']!, '[Bridge]\nSTP=no\n');
});

test('a list that is wrong is refused as an element would be, with its node', () => {
  assert.match(problemsOf('a colour=red').join(), /bad list of links/);
  assert.match(
    problemsOf('a card=eth1 address=10.2.0.5/16; b card=eth2 address=10.2.0.5/16').join(),
    /differ about the address 10\.2\.0\.5/,
  );
  const { problems } = ask(one('<link from="a card=eth1 colour=red"/>'));
  assert.match(problems[0]!.message, 'bad list of links');
  assert.is(problems[0]!.place?.line, 2);
  assert.match(ask(one('<link card="eth1"/>')).problems[0]!.message, 'Element "link" has no name');
});

const NETWORKD = '/usr/lib/systemd/systemd-networkd';
const canTry = process.getuid?.() === 0 && existsSync(NETWORKD);

(canTry ? test : test.skip)('systemd-networkd takes every line, and sets cards and a bridge up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-networkd-'));
  try {
    const links = [
      'ib card=ib0 network=ib0 routes=10.9.0.0/16@10.2.0.1',
      'br bridge=plain of=eth3 address=10.6.0.7/24',
      'fast bond=active-backup of=eth1,52:54:00:00:00:02 address=none mtu=1400',
      'v20 vlan=20 on=fast address=10.5.0.7/16',
      'slow bond=802.3ad of=eth5',
      'slot path=pci-0000:03:00.0* mtu=9000',
    ];
    for (const [path, text] of Object.entries(filesOf(links.join('\n')))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const said = execFileSync('unshare', ['-n', '-m', 'sh', '-ec', TRIAL, 'sh', folder, NETWORKD], {
      encoding: 'utf8',
    });
    assert.match(said, /^ib0\S* +UP +10\.2\.0\.7\/16/m);
    assert.match(said, /^br +UP +10\.6\.0\.7\/24/m);
    assert.match(said, '10.9.0.0/16 via 10.2.0.1 dev ib0');
    assert.match(said, /ib0\S* .* mtu 4092 /);
    assert.match(said, /^\d+: eth3@.* master br .* bridge_slave /m);
    assert.not.match(said, /Unknown|Failed to parse|ignoring/i);
    // A kernel may be built without them
    if (said.includes('the kernel has bonds and VLANs')) {
      assert.match(said, /^\d+: fast: .* mtu 1400 .* bond mode active-backup /m);
      assert.match(said, /^\d+: eth1@.* master fast .* bond_slave /m);
      assert.match(said, /^\d+: v20@fast: .* vlan protocol 802\.1Q id 20 /m);
      assert.match(said, /^v20@fast +\S+ +10\.5\.0\.7\/16/m);
      assert.match(said, /^\d+: slow: .* bond mode 802\.3ad /m);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** In namespaces of its own: cards that are pairs of virtual ones, and no udev. */
const TRIAL = `
mount -t tmpfs tmpfs /etc/systemd/network
mkdir -p /run/systemd/netif
mount -t tmpfs -o mode=755,uid=$(id -u systemd-network) tmpfs /run/systemd/netif
mount -t sysfs -o ro sysfs /sys
cp -r "$1"/. /etc/systemd/network/
chmod -R a+rX /etc/systemd/network
for card in eth1 eth3 eth5 ib0; do ip link add "$card" type veth peer name "p$card"; ip link set "p$card" up; done
bonds=
if ip link add probe type bond 2>/dev/null; then
  ip link add link probe name probe.9 type vlan id 9 2>/dev/null && bonds=1
  ip link delete probe
fi
[ -z "$bonds" ] || echo 'the kernel has bonds and VLANs'
timeout 20 "$2" >"$1/log" 2>&1 &
for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  sleep 1
  ip -br address | grep -q '^br .*10.6' && ip route | grep -q 10.9 || continue
  if [ -z "$bonds" ] || ip -br address | grep -q '^v20@.*10.5'; then break; fi
done
ip -br address; ip -d -o link; ip route
grep -v -e 'netdev could not be created' -e 'stacked netdev' -e 'cgroup path' "$1/log"
kill $!
`;

test.run();
