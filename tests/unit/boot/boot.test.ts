import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MENU_ITEMS, prepareMenu } from '../../../builder/boot/answers/menu.ts';
import { connectDebconf } from '../../../builder/boot/debian-installer/debconf.ts';
import { generatePassword } from '../../../builder/boot/install/root-password.ts';
import { parseBootOptions } from '../../../builder/boot/machine/cmdline.ts';
import { findPreferredConsole, prepareConsoles } from '../../../builder/boot/machine/consoles.ts';
import { parseSfdisk } from '../../../builder/boot/machine/disks.ts';
import type { Effects } from '../../../builder/boot/machine/effects.ts';
import { mountsBelow } from '../../../builder/boot/steps/finish-step.ts';

const options = suite('parseBootOptions()');
options('reads its own words and leaves the kernel its', () => {
  const { options, unknown } = parseBootOptions(
    'BOOT_IMAGE=/x quiet cairn.questions=1 cairn.finish=poweroff cairn.wipe=/dev/sda,/dev/sdb cairn.source=http://10.1.1.1/ --- x',
  );
  assert.is(options.questions, true);
  assert.is(options.finish, 'poweroff');
  assert.equal(options.wipe, ['/dev/sda', '/dev/sdb']);
  assert.is(options.source, 'http://10.1.1.1');
  assert.is(options.appliance, 'frontend');
  assert.equal(unknown, []);
});
options('attributes may be quoted', () => {
  const { options } = parseBootOptions(
    'cairn.set.timezone=Europe/Paris "cairn.set.time_servers=a b" cairn.set.x="c d"',
  );
  assert.equal(options.attributes, { timezone: 'Europe/Paris', time_servers: 'a b', x: 'c d' });
});
options('tells of slips', () => {
  assert.equal(parseBootOptions('cairn.question=1').unknown, ['cairn.question=1']);
});
options.run();

const menu = suite('prepareMenu()');
const status =
  'Package: netcfg\nStatus: install ok unpacked\n\nPackage: localechooser\nStatus: install ok unpacked\n\n';
menu("Debian's network items are done, ours are added", () => {
  const edited = prepareMenu(status, false);
  assert.match(edited, /Package: netcfg\nStatus: install ok installed/);
  assert.match(edited, /Package: localechooser\nStatus: install ok installed/);
  for (const { name, position } of MENU_ITEMS) {
    assert.match(
      edited,
      new RegExp(`Package: ${name}\nStatus: install ok unpacked[^]*Installer-Menu-Item: ${position}\n`),
    );
  }
});
menu('with questions the language may be chosen', () => {
  assert.match(prepareMenu(status, true), /Package: localechooser\nStatus: install ok unpacked/);
});
menu.run();

const consoles = suite('consoles');
consoles('d-i starts through our script, whatever the console', () => {
  assert.is(
    prepareConsoles(
      '::sysinit:/x\ntty1::respawn:/sbin/debian-installer\nttyS0::respawn:/sbin/debian-installer\n',
    ),
    '::sysinit:/x\ntty1::respawn:/usr/lib/cairn/console tty1\nttyS0::respawn:/usr/lib/cairn/console ttyS0\n',
  );
});
consoles('the screen is preferred when it is /dev/console', () => {
  assert.is(findPreferredConsole('tty0  -WU (EC p  )    4:1\nttyS0 -W- (E  p a)    4:64\n'), 'tty1');
  assert.is(findPreferredConsole('ttyS0 -W- (EC p a)    4:64\ntty0  -WU (E  p  )    4:1\n'), 'ttyS0');
  assert.is(findPreferredConsole(''), 'tty1');
});
consoles.run();

const disks = suite('parseSfdisk()');
disks('reads a table', () => {
  const json = {
    partitiontable: {
      label: 'gpt',
      partitions: [{ node: '/dev/nvme0n1p3', start: 2048, size: 8, name: 'state-data' }],
    },
  };
  assert.equal(parseSfdisk(JSON.stringify(json)), {
    label: 'gpt',
    partitions: [
      { path: '/dev/nvme0n1p3', number: 3, startSector: 2048, sizeSectors: 8, label: 'state-data' },
    ],
  });
});
disks('no table is no error', () => assert.is(parseSfdisk(undefined), undefined));
disks.run();

const protocol = suite('connectDebconf()');
protocol('escaped answers are read back', () => {
  const client = connectDebconf(
    () => {},
    () => '1 two\\nlines \\\\ end',
  );
  assert.is(client.ask('GET x'), 'two\nlines \\ end');
});
protocol('a refused command is an error that names it', () => {
  const client = connectDebconf(
    () => {},
    () => "10 x doesn't exist",
  );
  assert.throws(() => client.ask('GET x'), /debconf answered 10 .* to "GET x"/);
});
protocol.run();

const password = suite('generatePassword()');
password('has 16 characters in groups, from the bytes given', () => {
  const effects = {
    random: (count: number) => Array.from({ length: count }, (_, index) => index * 7),
  } as unknown as Effects;
  assert.match(generatePassword(effects), /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
});
password.run();

const mounts = suite('mountsBelow()');
mounts('names what is mounted in the machine, the deepest first, and nothing beside it', () => {
  const text = [
    'proc /proc proc rw 0 0',
    '/dev/sda4 /target ext4 rw 0 0',
    '/dev/sda5 /target/a\\040b ext4 rw 0 0',
    'tmpfs /target/a\\040b/run tmpfs rw 0 0',
    '/dev/sdb1 /targets ext4 rw 0 0',
  ];
  assert.equal(mountsBelow(`${text.join('\n')}\n`, '/target'), ['/target/a b/run', '/target/a b', '/target']);
});
mounts.run();
