import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatPorts, parsePorts } from '../../../builder/graph/elements/system/ports.ts';
import { isIpv6, type Opening } from '../../../builder/model/mod.ts';
import { renderOpenings } from '../../../builder/render/settings/openings.ts';
import { ask, one, profileOf, type Question } from './ask.ts';

const PRIVATE = { private_network: '10.77.0.0', private_prefix: '16' };
const question: Question = { host: PRIVATE };

function openingsOf(body: string): readonly Opening[] {
  return profileOf(one(body), question).openings ?? [];
}

/** What nftables is told, without what is the same in every line. */
function rulesOf(body: string): string[] {
  const text = renderOpenings(openingsOf(body)).map((file) => file.text);
  return [...text.join('').matchAll(/^add rule inet filter cairn (.*)$/gm)].map(([, rule]) => rule!);
}

function faultsOf(body: string, asked = question): string[] {
  return ask(one(body), asked).problems.map(({ code, message, hint }) => `${code} ${message}; ${hint}`);
}

const test = suite('graph: openings of the firewall');

const RULES: readonly (readonly [string, readonly string[]])[] = [
  ['port="22" from="public"', ['tcp dport 22 accept']],
  ['port="80,443"', ['ip saddr 10.77.0.0/16 tcp dport { 80, 443 } accept']],
  ['port=" 6000-6010 " from="private"', ['ip saddr 10.77.0.0/16 tcp dport 6000-6010 accept']],
  ['port="443,80-90,85-100,101" from="public"', ['tcp dport { 80-101, 443 } accept']],
  ['port="53" protocol="udp, tcp" from="public"', ['tcp dport 53 accept', 'udp dport 53 accept']],
  ['port="all"', ['ip saddr 10.77.0.0/16 accept']],
  ['port="all" protocol="udp" from="public"', ['meta l4proto udp accept']],
  ['port="67" protocol="udp" fromport="68" from="public"', ['udp sport 68 udp dport 67 accept']],
  ['port="all" fromport="20" from="public"', ['tcp sport 20 accept']],
  ['port="5" from="10.2.3.4/8"', ['ip saddr 10.0.0.0/8 tcp dport 5 accept']],
  ['port="5" from="192.0.2.7"', ['ip saddr 192.0.2.7/32 tcp dport 5 accept']],
  ['port="5" from="2001:DB8::/32"', ['ip6 saddr 2001:db8::/32 tcp dport 5 accept']],
  [
    'port="5" from="private,10.9.0.0/16,10.77.0.0/16"',
    ['ip saddr 10.77.0.0/16 tcp dport 5 accept', 'ip saddr 10.9.0.0/16 tcp dport 5 accept'],
  ],
  ['port="5" from="private,public"', ['tcp dport 5 accept']],
  [
    'port="5 6" from="10.1.0.9 10.1.0.7"',
    ['ip saddr 10.1.0.7/32 tcp dport 5-6 accept', 'ip saddr 10.1.0.9/32 tcp dport 5-6 accept'],
  ],
];

for (const [attributes, rules] of RULES)
  test(`<open ${attributes}/>`, () => assert.equal(rulesOf(`<open ${attributes}/>`), rules));

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['port="0"', /^ATTRIBUTE_VALUE .*bad port "0".*from 1 to 65535/],
  ['port="65536"', /bad port "65536"/],
  ['port="90-80"', /bad port "90-80"/],
  ['port="ssh"', /bad port "ssh"/],
  ['port=","', /bad port ","/],
  ['port="80" protocol="sctp"', /bad protocol "sctp".*tcp, udp/],
  ['port="80" from="compute"', /bad source "compute".*private, public/],
  ['port="80" from="10.0.0.0/33"', /bad source "10.0.0.0\/33"/],
  ['port="80" from="1::2::3"', /bad source "1::2::3"/],
  ['port="80" from="fe80::1%eth0"', /bad source/],
  ['port="80" fromport="all"', /"fromport": bad port "all"/],
  ['port="80" form="public"', /^ATTRIBUTE_UNKNOWN .*"form".*port, protocol, from, fromport/],
  ['protocol="tcp"', /^ATTRIBUTE_MISSING Element "open" has no port/],
];

for (const [attributes, fault] of WRONG)
  test(`<open ${attributes}/> is an error`, () => {
    const faults = faultsOf(`<open ${attributes}/>`);
    assert.is(faults.length, 1, faults.join('\n'));
    assert.match(faults[0]!, fault);
  });

test('what a value brings is judged on the machine', () => {
  const host = { ...PRIVATE, port: '80; flush ruleset', empty: '' };
  assert.match(faultsOf('<open port="&port;"/>', { host })[0]!, /^ATTRIBUTE_VALUE .*bad port "80; flush/);
  assert.match(
    faultsOf('<open port="&empty;"/>', { host })[0]!,
    /^ATTRIBUTE_MISSING .*no port on this machine/,
  );
  assert.equal(faultsOf('<open port="80" fromport="&empty;"/>', { host }), []);
  // Nobody is not the private network
  const { openings } = profileOf(one('<open port="80" from="&empty;"/>'), { host });
  assert.is(openings, undefined);
});

test('a private network that nobody knows is an error', () => {
  assert.match(faultsOf('<open port="80"/>', {})[0]!, /Nobody says which network is the private one/);
  assert.equal(faultsOf('<open port="80" from="10.0.0.0/8"/>', {}), []);
});

test('what two nodes say alike is one, with both of them; nobody who says nothing has a part in the profile', () => {
  const two = { nodes: { top: '<open port="80"/>', x: '\n<open port=" 80 "/>' } };
  const [opening, ...more] = profileOf({ ...two, graph: '<edge from="top" to="x"/>' }, question).openings!;
  assert.equal(more, []);
  assert.equal(
    opening!.by.map(({ node, line }) => `${node}:${line}`),
    ['top:2', 'x:3'],
  );
  assert.is(JSON.stringify(profileOf(one(''))).includes('openings'), false);
});

test('a secret opens no door', () => {
  const attributes = { knock: { secret: true } };
  const roll = { ...one('<open port="&knock;"/>'), attributes };
  const { problems } = ask(roll, { host: { ...PRIVATE, knock: '80' }, options: { revealSecrets: true } });
  assert.equal(
    problems.map(({ code }) => code),
    ['FILE_SECRET'],
  );
});

test('any list of ports is the same ports from the lowest to the highest, in as few words as there can be', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 12 }), (ranges) => {
      const text = ranges
        .map(([first, more]) => (more === 0 ? `${first}` : `${first}-${first + more}`))
        .join();
      const wanted = new Set(
        ranges.flatMap(([first, more]) => Array.from({ length: more + 1 }, (_, i) => first + i)),
      );
      const parsed = parsePorts(text);
      const ports = parsed.flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      );
      assert.equal(
        ports,
        [...wanted].sort((a, b) => a - b),
      );
      for (const [index, { first }] of parsed.entries())
        if (index > 0) assert.ok(first > parsed[index - 1]!.last + 1);
      assert.equal(parsePorts(formatPorts(parsed)), parsed);
    }),
  );
});

test('addresses of IPv6 are told from what is none', () => {
  const right = ['::', '::1', '1::', 'fe80::1', '2001:db8:0:0:0:0:0:1', '1:2:3:4:5:6:7::'];
  const wrong = [
    '',
    ':',
    ':::',
    '1:2:3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::g',
    '12345::',
    '1.2.3.4',
    ':1::',
  ];
  assert.equal(right.filter(isIpv6), right);
  assert.equal(wrong.filter(isIpv6), []);
});

test.run();
