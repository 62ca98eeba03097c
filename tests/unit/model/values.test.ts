import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkAttribute,
  checkValue,
  quoteKernelOption,
  splitKernelOptions,
  VALUE_TYPE_NAMES,
  type ValueTypeName,
  valueRulesOf,
} from '../../../builder/model/mod.ts';

const KEY = `ssh-ed25519 ${'A'.repeat(68)}`;

/** What each type takes, and what it does not. */
const SAMPLES: Readonly<Record<ValueTypeName, readonly [readonly string[], readonly string[]]>> = {
  string: [
    ['', 'R&D <lab> $HOME `id` "x"', 'naïve 漢', "'; touch x; '"],
    ['a\nb', 'a\rb', '\u2028', '\x1b[31m'],
  ],
  text: [
    ['', 'a\nb\tc', '$(x)'],
    ['\x07', 'a\rb'],
  ],
  boolean: [
    ['yes', 'No', 'TRUE', 'off', '1', '0'],
    ['', 'maybe', 'yes\n', '$(true)'],
  ],
  integer: [
    ['0', '-7', '65536'],
    ['', '1.5', '08', '1e3', '0x10', ' 1', '9'.repeat(20)],
  ],
  number: [
    ['0', '1.5', '-2'],
    ['', '.5', '1.', 'NaN'],
  ],
  password: [['p&ss$w0rd'], ['', 'a\nb']],
  hash: [
    ['$6$salt$0123456789abcdef/.', '!', 'generate', '$y$j9T$abc$0123456789'],
    ['', 'secret', '$6$', '!!', '*'],
  ],
  key: [
    ['ab'.repeat(32), `${'A'.repeat(31)}=`],
    ['', 'short', 'a'.repeat(1025), `${'a'.repeat(40)}\n`],
  ],
  address: [
    ['10.1.1.1', '0.0.0.0'],
    ['', '10.1.1', '10.1.1.256', '10.01.1.1', '::1', '10.1.1.1\n'],
  ],
  addresses: [
    ['10.1.1.1', '10.1.1.1 10.1.1.2'],
    ['10.1.1.1,10.1.1.2', '10.1.1.1\n10.1.1.2', 'dns'],
  ],
  network: [['10.1.0.0'], ['', '10.1.0.0/16']],
  networks: [
    ['', 'ib0 10.2.0.0/16 mtu=4092; storage 10.3.0.0/16', 'a 10.2.0.0/16\nb 10.3.0.0/16;'],
    [
      ...[
        'ib0',
        'ib0 10.2.0.0',
        'private 10.2.0.0/16',
        'IB 10.2.0.0/16',
        'a 10.2.0.0/16 colour=red',
        'a 10.0.0.0/4',
      ],
      ...[
        'a 10.2.0.0/16; b 10.2.3.0/24',
        'a 10.2.0.0/16; a 10.3.0.0/16',
        'a 10.2.0.0/16 mtu=1',
        'a 10.2.0.0/16 x',
        'a 10.2.0.1/16',
      ],
    ],
  ],
  links: [
    [
      ...[
        '',
        'a card=eth1',
        'a mac=52:54:00:00:00:01,5254.0000.0002 address=10.2.0.5/16,2001:db8::1/64 mtu=9000',
      ],
      ...['a path=pci-0000:03:00.0* network=ib0; v20 vlan=20 on=a address=none', 'v vlan=1 on=private'],
      ...[
        'b bond=802.3ad of=eth1,52:54:00:00:00:01 gateway=dhcp',
        'br bridge=stp of=eth3 routes=10.9.0.0/16@10.2.0.1',
      ],
    ],
    [
      ...[
        'a',
        'card=eth1',
        'a card=eth1; a card=eth2',
        'a card=eth1 card=eth2',
        'a card=eth1 colour=red',
        'a card=eth1 x',
      ],
      ...[
        'a card=e/1',
        'a vlan=20',
        'v vlan=4095 on=a',
        'a on=b card=eth1',
        'b bond=fast of=eth1',
        'b bond=802.3ad',
      ],
      ...['a card=eth1 of=eth2', 'a card=eth1 vlan=2 on=b', 'a-long-name-of-it vlan=2 on=b', '9 vlan=2 on=b'],
      ...[
        'a card=eth1 address=10.2.0.5',
        'a card=eth1 network=ib0 address=10.2.0.5/16',
        'a card=eth1 routes=10.9.0.0/16',
      ],
      ...['a card=eth1 network=ib0 gateway=dhcp', 'a card=$(x)'],
    ],
  ],
  'dhcp-options': [
    ['', 'ntp-server=10.1.0.5 42=10.1.0.5,10.1.0.6', '15=a.example.org'],
    ['ntp-server', '0=1', '67=x', 'bootfile-name=x', 'a=b\nc=d', '42=$x', 'x=a b;', '42='],
  ],
  hostnames: [
    ['', 'www', 'www portal'],
    ['WWW', 'a_b', 'localhost', '-x', 'a,b', '10.1.0.1'],
  ],
  prefix: [
    ['1', '24', '32'],
    ['', '0', '33', '/24'],
  ],
  mac: [
    ['52:54:00:12:34:56', 'AA:BB:CC:DD:EE:FF'],
    ['', '52-54-00-12-34-56', '52:54:00:12:34'],
  ],
  interface: [
    ['eth0', 'enp3s0f1np1', 'br-lan.7'],
    ['', 'a'.repeat(16), 'eth0;', 'eth 0', '../x'],
  ],
  hostname: [
    ['frontend', 'a', 'n-1'],
    ['', 'a.b', '-a', 'a-', 'A', 'a'.repeat(64)],
  ],
  domain: [
    ['cluster', 'a.example.org'],
    ['', '.a', 'a..b', 'A.b', 'a b'],
  ],
  servers: [
    ['0.pool.ntp.org 192.0.2.1 2001:db8::1', 'ntp'],
    ['a;b', '$(touch x)', 'a\nb', '-x', 'a,b'],
  ],
  'ssh-keys': [
    [
      KEY,
      `${KEY} ada@desk & <b> "x" $y`,
      `# mine\n${KEY}\n\n${KEY} b`,
      `from="10.0.0.0/8,!10.0.0.1" ${KEY}`,
    ].concat([`restrict,command="say \\"hi\\"" ${KEY} c`, `cert-authority ${KEY}`]),
    [
      'ada',
      `frm="x" ${KEY}`,
      `from=x ${KEY}`,
      `restrict="x" ${KEY}`,
      `from="x"${KEY}`,
      `${KEY}\nPermitRootLogin yes`,
      `ssh-dss ${'A'.repeat(68)}`,
    ],
  ],
  user: [
    ['ada', 'jane.doe', 'a_b-c'],
    [
      '',
      'root',
      'operator',
      'docker',
      'systemd-network',
      'a b',
      'x:y',
      'très',
      'ALL=',
      '1a',
      'Jane',
      'a'.repeat(32),
    ],
  ],
  'kernel-options': [
    [
      '',
      'quiet',
      'console=ttyS0 dyndbg="file drivers/usb/core/hub.c +p" quiet',
      'systemd.unit=a\\x2db.service',
    ],
    ['a"b', "a'b'", '$(x)', 'a`b`', 'a\\b', 'a\nb', 'é', 'a="b'],
  ],
  path: [
    ['/', '/srv/data', '/a.b/c@d'],
    ['', 'srv', '/a b', '/a/', '//a', '/a\n/b', '/$x'],
  ],
  timezone: [
    ['UTC', 'Europe/Berlin', 'Etc/GMT+5', 'America/Argentina/Ushuaia'],
    ['', 'Europe/Ber lin', '../etc', '/UTC', 'a/b/c/d'],
  ],
  locale: [
    ['C', 'C.UTF-8', 'de_DE.UTF-8', 'sr_RS@latin', 'eo'],
    ['', 'de-DE', 'de_DE.ISO-8859-1', 'x y'],
  ],
  keyboard: [
    ['us', 'de(nodeadkeys)', 'ara(azerty_digits)'],
    ['', 'de-latin1', 'de nodeadkeys', 'us"'],
  ],
};

const test = suite('values of attributes');

for (const type of VALUE_TYPE_NAMES) {
  const [good, bad] = SAMPLES[type];
  test(`${type} takes what it should, and nothing else`, () => {
    for (const value of good) assert.is(checkValue({ type }, value), undefined, JSON.stringify(value));
    for (const value of bad) assert.is.not(checkValue({ type }, value), undefined, JSON.stringify(value));
  });
}

test('a message shows the value on one line, and what to write', () => {
  assert.equal(checkValue({ type: 'address' }, '1.2.3\n\x1b[31m'), {
    message: 'Bad address "1.2.3??[31m"',
    hint: 'Write it like 10.1.1.1',
  });
  assert.is(checkValue({ type: 'address' }, '')!.message, 'Bad address nothing');
  assert.is(checkValue({ type: 'key', secret: true }, 'deep secret')!.message, 'Bad key value');
});

test('choices, patterns and bounds', () => {
  const choice = { values: ['dhcp', 'static', 'none'] };
  assert.is(checkValue(choice, 'static'), undefined);
  assert.is(checkValue(choice, 'statc')!.hint, 'Did you mean "static"?');
  assert.is(checkValue(choice, 'x')!.hint, 'Write dhcp, static or none');
  const pattern = { pattern: 'auto|/dev/[a-z]+' };
  assert.is(checkValue(pattern, '/dev/sda'), undefined);
  for (const value of ['xauto', 'auto\n', '/dev/', '']) assert.ok(checkValue(pattern, value), value);
  const bounds = { type: 'integer', min: 8, max: 30 };
  assert.is(checkValue(bounds, '8'), undefined);
  assert.is(checkValue(bounds, '7')!.hint, 'Write 8 or more');
  assert.is(checkValue(bounds, '31')!.hint, 'Write 30 or less');
});

test('what a roll says itself is a value: so it allows none', () => {
  assert.is(checkValue({ type: 'address', default: '' }, ''), undefined);
  assert.ok(checkValue({ type: 'address', default: '10.1.1.1' }, ''));
});

test('names that the operating system has, and what they are called now', () => {
  const words = { timezone: 'America/Los_Angeles\nEurope/Berlin\nUS/Pacific America/Los_Angeles' };
  assert.is(checkValue({ type: 'timezone' }, 'Europe/Berlin', words), undefined);
  assert.equal(checkValue({ type: 'timezone' }, 'US/Pacific', words), {
    message: 'The operating system has no time zone "US/Pacific"',
    hint: 'Write America/Los_Angeles',
  });
  assert.is(checkValue({ type: 'timezone' }, 'Europe/Berlim', words)!.hint, 'Did you mean "Europe/Berlin"?');
  assert.is(checkValue({ type: 'timezone' }, 'Mars/Base', words)!.hint, 'Write it like Europe/Berlin or UTC');
});

test("Debian 13's names: what moved to tzdata-legacy, locales and keyboards that there are", () => {
  const words = Object.fromEntries(
    ['timezone', 'locale', 'keyboard'].map((type) => [
      type,
      readFileSync(`rolls/debian-13/words/${type}`, 'utf8').trimEnd(),
    ]),
  );
  const hints = (type: string, values: string): (string | undefined)[] =>
    values.split(' ').map((value) => checkValue({ type }, value, words)?.hint);
  assert.equal(hints('timezone', 'US/Pacific Asia/Calcutta Europe/Kiev GB Japan Zulu'), [
    'Write America/Los_Angeles',
    'Write Asia/Kolkata',
    'Write Europe/Kyiv',
    'Write Europe/London',
    'Write Asia/Tokyo',
    'Write Etc/UTC',
  ]);
  const sound = 'UTC Etc/UTC Etc/GMT+5 Europe/Berlin America/Argentina/Ushuaia Europe/Kyiv';
  assert.equal(
    hints('timezone', sound),
    sound.split(' ').map(() => undefined),
  );
  assert.equal(hints('keyboard', 'us de(nodeadkeys) uk'), [undefined, undefined, 'Write gb']);
  assert.equal(hints('locale', 'C.UTF-8 en_US.UTF-8 sr_RS@latin de_DE'), [
    undefined,
    undefined,
    undefined,
    'Did you mean "de_DE.UTF-8"?',
  ]);
});

test('two rolls that declare one name are both right; one that says nothing leaves it to the other', () => {
  const rolls = [
    { name: 'a', files: [], attributes: { size: { type: 'integer' }, note: {} } },
    {
      name: 'b',
      files: [],
      attributes: { size: { type: 'integer', max: 9 }, note: { type: 'text', secret: true } },
    },
  ];
  const rules = valueRulesOf({ rolls });
  assert.is(checkAttribute(rules, 'size', '7'), undefined);
  assert.is(checkAttribute(rules, 'size', '10')!.message, 'Attribute "size": bad number "10"');
  assert.is(checkAttribute(rules, 'note', 'a\nb'), undefined);
  assert.is(checkAttribute(rules, 'note', '\x07')!.message, 'Attribute "note": bad text value');
  assert.is(checkAttribute(rules, 'unknown', 'a\nb'), undefined);
});

test('kernel options are words as the kernel has them, and become text again', () => {
  const text = 'console=ttyS0 dyndbg="file a.c +p"  quiet';
  const words = ['console=ttyS0', 'dyndbg=file a.c +p', 'quiet'];
  assert.equal(splitKernelOptions(text), words);
  assert.equal(splitKernelOptions(words.map(quoteKernelOption).join(' ')), words);
  assert.is(splitKernelOptions('a="b'), undefined);
});

test.run();
