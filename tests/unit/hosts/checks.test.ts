import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNetwork } from '../../../builder/hosts/check-network.ts';
import { parseHostsCsv, parseHostsYaml } from '../../../builder/hosts/host-files.ts';
import { nodeSetSourceOf } from '../../../builder/hosts/mod.ts';
import { parseNodeSet } from '../../../builder/hosts/node-set/mod.ts';
import type { HostDescription, Network, NewHost } from '../../../builder/hosts/types.ts';
import { checkAddress, checkNewHost } from '../../../builder/hosts/words.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const NETWORK: Network = {
  ...{ name: 'private', network: '10.1.0.0', prefix: 16, frontendAddress: '10.1.0.1' },
  ...{ rangeFrom: '10.1.192.0', rangeTo: '10.1.255.254' },
};
const messages = (problems: readonly { readonly message: string }[]): string[] =>
  problems.map(({ message }) => message);

const network = suite('checkNetwork()');
network('finds nothing wrong with one that is right', () => {
  assert.equal(checkNetwork({ ...NETWORK, interface: 'enp1s0', domain: 'cluster.lan', mtu: 9000 }, []), []);
});
for (const [what, wrong, message] of [
  ['no network', { network: '10.1.0' }, 'Bad network "10.1.0/16"'],
  ['too many bits', { prefix: 31 }, 'Bad network "10.1.0.0/31"'],
  ['too few bits', { prefix: 7 }, 'Bad network "10.1.0.0/7"'],
  ['an address in it', { network: '10.1.2.0' }, 'Bad network "10.1.2.0/16": that is an address in it'],
  ['a name', { name: 'Private!' }, 'Bad name of a network "Private!"'],
  [
    'the frontend elsewhere',
    { frontendAddress: '10.2.0.1' },
    'Bad address of the frontend "10.2.0.1": it is not of network 10.1.0.0/16',
  ],
  [
    'a range that is none',
    { rangeFrom: 'x' },
    'Bad begin of the range of strangers "x": it is not of network 10.1.0.0/16',
  ],
  [
    'a range backwards',
    { rangeFrom: '10.1.3.9', rangeTo: '10.1.3.1' },
    'Bad range of strangers "10.1.3.9" to "10.1.3.1": its end comes first',
  ],
  [
    'a range with the frontend in it',
    { rangeFrom: '10.1.0.1', rangeTo: '10.1.0.9' },
    'The range of strangers "10.1.0.1" to "10.1.0.9" holds the frontend\'s own address',
  ],
  ['an interface', { interface: 'eth0; reboot' }, 'Bad interface "eth0; reboot"'],
  ['a domain', { domain: 'Cluster' }, 'Bad domain "Cluster"'],
  ['an MTU', { mtu: 100 }, 'Bad MTU "100"'],
] as const)
  network(`refuses ${what}`, () => {
    assert.equal(messages(checkNetwork({ ...NETWORK, ...wrong }, [])), [message]);
  });
network('wants both ends of a range', () => {
  const { rangeTo: _, ...half } = NETWORK;
  assert.equal(messages(checkNetwork(half, [])), ['A range of strangers needs both ends']);
});
network('names the first hosts that would lose their place, and says how many more there are', () => {
  const hosts = Array.from({ length: 8 }, (_, at) => ({ name: `h${at}`, address: `10.2.0.${at + 1}` }));
  const found = messages(checkNetwork(NETWORK, hosts as HostDescription[]));
  assert.is(found.length, 6);
  assert.is(found[0], 'Host "h0" has address "10.2.0.1", which would not fit any more');
  assert.is(found[5], 'So it is with 3 more hosts');
});
network.run();

const host = suite('checkNewHost()');
const right: NewHost = { name: 'compute-0-0', appliance: 'compute', macs: ['52:54:00:00:00:01'] };
host('finds nothing wrong with one that is right', () => {
  const more = {
    bmc: 'redfish://admin@board.lan:8443?firmware=uefi',
    address: '10.1.0.9',
    bootAction: 'os' as const,
  };
  assert.equal(checkNewHost({ ...right, ...more, rack: 0, rank: 99_999 }, NETWORK), []);
});
for (const [wrong, message] of [
  [{ name: 'Compute.lan' }, 'Bad host name "Compute.lan"'],
  [{ name: `${'x'.repeat(64)}` }, `Bad host name "${'x'.repeat(64)}"`],
  [{ appliance: '' }, 'Bad appliance ""'],
  [{ rack: -1 }, 'Bad rack "-1"'],
  [{ rank: 0.5 }, 'Bad rank "0.5"'],
  [{ rank: 100_000 }, 'Bad rank "100000"'],
  [{ macs: ['52:54:00:00:00'] }, 'Bad MAC address "52:54:00:00:00"'],
  [{ macs: ['01:00:5e:00:00:01'] }, 'Bad MAC address "01:00:5e:00:00:01"'],
  [{ bootAction: 'sleep' }, 'Bad boot action "sleep"'],
  [{ bmc: 'http://10.2.0.7' }, 'Bad management board "http://10.2.0.7"'],
  [{ bmc: 'ipmi://a b@10.2.0.7' }, 'Bad management board "ipmi://a b@10.2.0.7"'],
] as const)
  host(`refuses ${JSON.stringify(wrong).slice(0, 50)}`, () => {
    const found = checkNewHost({ ...right, ...wrong } as NewHost, NETWORK, { file: 'hosts.csv', line: 7 });
    assert.equal(messages(found), [message]);
    assert.is(found[0]!.place?.line, 7);
    assert.ok(found[0]!.hint);
  });
host.run();

const address = suite('checkAddress()');
for (const [text, message] of [
  ['10.1.0', 'Bad address "10.1.0"'],
  ['10.2.0.9', 'Address "10.2.0.9" is not of the private network'],
  ['10.1.0.0', 'Address "10.1.0.0" is not of the private network'],
  ['10.1.0.1', 'Address "10.1.0.1" is the frontend\'s own'],
  ['10.1.192.0', 'Address "10.1.192.0" is lent to strangers'],
] as const)
  address(`refuses ${text}`, () => assert.equal(messages(checkAddress(text, NETWORK)), [message]));
address('knows only the form where no network is known', () => {
  assert.equal(checkAddress('192.0.2.1', undefined), []);
  assert.is(checkAddress('192.0.2', undefined).length, 1);
});
address.run();

/** Code, line and message of the first finding. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.instance(error, BuildError);
    const [first] = (error as BuildError).problems;
    return `${first!.code} ${first!.place?.line ?? '-'} ${first!.message}`;
  }
  return '';
}

const files = suite('files of hosts');
files('with a column that is there twice, or a row of another length, are refused at their line', () => {
  assert.is(
    refusal(() => parseHostsCsv('name,name\na,b\n', 'hosts.csv')),
    'HOST_WRONG 1 Column "name" is there twice',
  );
  assert.is(
    refusal(() => parseHostsCsv('name,appliance\na,compute\nb\n', 'hosts.csv')),
    'HOST_WRONG 3 Expected 2 fields, found 1',
  );
});
files('have several addresses of one host as a list, and none of what is empty', () => {
  const text = 'hosts:\n  - {name: a, macs: [52:54:00:00:00:01, 52:54:00:00:00:02], bmc: }\n';
  const [row] = parseHostsYaml(text, 'hosts.yaml');
  assert.equal(row!.values, { name: 'a', macs: '52:54:00:00:00:01 52:54:00:00:00:02', bmc: '' });
});
files.run();

const sets = suite('a selection of hosts');
for (const [text, why] of [
  ['compute-[0-3/0]', '"0-3/0" has no step'],
  ['compute-[3-0]', '"3-0" ends before it begins'],
  ['compute-[001-02]', '"001-02" has two widths'],
  ['compute-[12345678901234567890]', '"12345678901234567890" has too many digits'],
  ['compute-[a-b]', '"a-b" is no range, as 0-31 or 0-31/2'],
] as const)
  sets(`${text} is refused`, () => {
    assert.match(
      refusal(() => parseNodeSet(text, nodeSetSourceOf([]))),
      why,
    );
  });
sets.run();
