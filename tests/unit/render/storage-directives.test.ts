import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listOverlayModules, listOverlayTools } from '../../../builder/media/mod.ts';
import { parseRollFile } from '../../../builder/model/files/mod.ts';
import { requirePlatform } from '../../../builder/model/mod.ts';
import { checkTools, listNeeds, listSchemeNeeds } from '../../../builder/render/storage/needs.ts';
import { findForeign } from '../../../builder/render/storage/parse-directive.ts';
import { parseScheme } from '../../../builder/render/storage/scheme.ts';
import { directivesOf, schemeOf } from '../../fakes/storage.ts';

const problemsOf = (...lines: readonly string[]): readonly string[] =>
  parseScheme(directivesOf(lines)).problems.map(
    ({ code, message, place }) => `${code} ${place?.line}: ${message}`,
  );

const KEY = 'k'.repeat(32);
const ROOT = 'part / --label=cairn-root --size=5GiB';
const RAID_ROOT = 'raid / --label=cairn-root --level=1 --disks=2 --size=5GiB';

const one = suite('one directive of a storage scheme');
for (const [line, expected] of [
  ['raid / --label=cairn-root --disks=2 --size=5GiB', 'The array "cairn-root" has no --level: 1, 5, 6 or 10'],
  [
    'raid / --label=cairn-root --level=0 --disks=2 --size=5GiB',
    'The array "cairn-root" has no --level: 1, 5, 6 or 10',
  ],
  [
    'raid / --label=cairn-root --level=1 --size=5GiB',
    'has no --disks of at least 2 for level 1, such as 2, 2-8 or all',
  ],
  ['raid / --label=cairn-root --level=5 --disks=2 --size=5GiB', 'has no --disks of at least 3 for level 5'],
  ['raid / --label=cairn-root --level=6 --disks=3 --size=5GiB', 'has no --disks of at least 4 for level 6'],
  [
    'raid / --label=cairn-root --level=10 --disks=8-4 --size=5GiB',
    'has no --disks of at least 4 for level 10',
  ],
  [
    'raid / --label=cairn-root --level=1 --disks=2 --size=5GiB --each',
    'Unknown option "--each" in the array',
  ],
  [
    'raid /x --label=state-x --level=1 --disks=2 --fstype=vfat --size=5GiB',
    'Unknown file system "vfat": the installer makes ext4 and xfs',
  ],
  [
    'raid biosboot --label=cairn-x --level=1 --disks=2 --size=5GiB',
    '"biosboot" is no mount point, "swap" or "pv.NAME"',
  ],
  [
    'part /x --label=state-x --size=100MiB --fstype=xfs',
    'The partition "state-x" has a --size of less than 300MiB, and xfs needs that',
  ],
  ['part /x --label=state-x --size=1GiB --on=Data', '"Data" is no name of a set of disks'],
  [
    'part /x --label=state-x --size=1GiB --each',
    'The partition "state-x" is neither biosboot nor mounted at /boot/efi, which alone may be on --each disk',
  ],
  ['part pv.X --label=state-x --size=1GiB', '"pv.X" is no physical volume such as pv.one'],
  [
    'part /x --label=cairn-x --size=1GiB --encrypt --key=k',
    'The partition "cairn-x" is no state-NAME, which alone may be encrypted',
  ],
  [
    'part swap --label=state-x --size=1GiB --encrypt --key=k',
    'The partition "state-x" holds no file system that may be encrypted',
  ],
  [
    `part /var/x --label=state-x --size=1GiB --encrypt --key=${KEY}`,
    'The partition "state-x" is mounted at /var/x, which a start needs before',
  ],
  [
    'part /x --label=state-x --size=1GiB --encrypt',
    'The partition "state-x" is encrypted and has no key: --key="&NAME;"',
  ],
  [
    'part /x --label=state-x --size=1GiB --encrypt --key=short',
    'The partition "state-x" is encrypted and has no key',
  ],
  [
    'part /x --label=state-x --size=1GiB --encrypt --key=[secret name]',
    'Put the secret of --key in quotes: --key="&NAME;"',
  ],
  [
    `part /x --label=state-x --size=1GiB --key=${KEY}`,
    'The partition "state-x" has a --key and no --encrypt',
  ],
  [
    'logvol /x --label=state-x --size=1GiB',
    'The logical volume "state-x" has no volume group: --vgname=NAME',
  ],
  ['logvol pv.x --vgname=data --label=state-x --size=1GiB', '"pv.x" is no mount point or "swap"'],
  ['volgroup Data pv.x', '"Data" is no name of a volume group'],
  ['volgroup data /dev/sda', '"/dev/sda" is no physical volume such as pv.one'],
] as const)
  one(`${line}`, () => {
    const problems = problemsOf(ROOT, line);
    assert.is(problems.length, 1, problems.join('\n'));
    assert.ok(problems[0]!.startsWith('STORAGE_SCHEME 2: '), problems[0]);
    assert.ok(problems[0]!.includes(expected), problems[0]);
  });

one('a secret that is not shown, and one that is, are keys', () => {
  for (const key of [KEY, '"[secret vault]"'])
    assert.equal(problemsOf(ROOT, `part /x --label=state-x --size=1GiB --encrypt --key=${key}`), []);
});

one('words of other installers are none of ours', () => {
  for (const [kind, text, expected] of [
    ['raid', '/ --device=md0 --level=RAID1 raid.01 raid.02', '--device'],
    ['raid', '/ --level=1 --label=state-x raid.01', 'raid.01'],
    ['raid', 'pv.01 --level=1', undefined],
    ['raid', 'raid.01', 'raid.01'],
    ['volgroup', 'vg0 --pesize=4096 pv.01', '--pesize'],
    ['logvol', '/ --vgname=vg0 --name=root --size=1000', '--name'],
    ['logvol', '/ --vgname=vg0 --size=1000', undefined],
  ] as const)
    assert.is(findForeign(kind, text), expected, text);
});
one.run();

const together = suite('directives of a storage scheme together');
for (const [title, lines, expected] of [
  [
    'a partition on one of several disks',
    [RAID_ROOT, 'part /x --label=state-x --size=1GiB'],
    [
      '2: The disks "system" are several and alike: what is on one of them alone must be a <raid> too, or on --each of them: state-x',
    ],
  ],
  [
    'arrays with different numbers of disks',
    [RAID_ROOT, 'raid /x --label=state-x --level=1 --disks=3 --size=1GiB'],
    [
      '2: The arrays of the disks "system" want different numbers of disks: cairn-root 2 to 2 (x.xml:1), state-x 3 to 3 (x.xml:2)',
    ],
  ],
  [
    'a root on the disks of data',
    ['raid / --on=data --label=cairn-root --level=1 --disks=2 --size=5GiB'],
    ['1: The system starts from the disks "system", and not from "data": cairn-root'],
  ],
  [
    'two that grow, in different places',
    [`${RAID_ROOT} --grow`, 'raid /x --on=data --label=state-x --level=1 --disks=2 --size=1GiB --grow'],
    [],
  ],
  [
    'a physical volume of no group',
    [ROOT, 'part pv.x --label=state-x --size=1GiB'],
    ['2: No <volgroup> names "pv.x" (state-x)'],
  ],
  [
    'a group of nothing',
    [ROOT, 'volgroup data pv.x'],
    ['2: The volume group "data" names "pv.x", which no <part> or <raid> makes'],
  ],
  [
    'a volume of no group',
    [ROOT, 'logvol /x --vgname=data --label=state-x --size=1GiB'],
    ['2: The logical volume "state-x" is in "data", which no <volgroup> makes'],
  ],
  [
    'data on what is made anew',
    [
      ROOT,
      'part pv.x --label=cairn-x --size=2GiB',
      'volgroup data pv.x',
      'logvol /y --vgname=data --label=state-y --size=1GiB',
    ],
    ['4: The logical volume "state-y" would not outlast its physical volumes, which are no state-NAME'],
  ],
  [
    'a group of both kinds',
    [
      ROOT,
      'part pv.x --on=a --label=cairn-x --size=2GiB',
      'part pv.y --on=b --label=state-y --size=2GiB',
      'volgroup data pv.x pv.y',
    ],
    ['4: The volume group "data" has physical volumes cairn-NAME and state-NAME'],
  ],
  [
    'one physical volume in two groups',
    [ROOT, 'part pv.x --label=state-x --size=2GiB', 'volgroup data pv.x', 'volgroup more pv.x'],
    ['4: Two volume groups name "pv.x"'],
  ],
] as const)
  together(title, () => {
    const problems = problemsOf(...lines);
    assert.is(problems.length, expected.length, problems.join('\n'));
    for (const [index, text] of expected.entries())
      assert.ok(problems[index]!.startsWith(`STORAGE_SCHEME ${text}`), problems[index]);
  });
together.run();

const needs = suite('what a storage scheme needs');
const EVERYTHING = directivesOf([
  'part /boot/efi --label=cairn-efi --fstype=vfat --size=128MiB',
  'raid pv.x --label=state-x --level=1 --disks=2 --size=1GiB',
  'volgroup data pv.x',
  'logvol /y --vgname=data --label=state-y --fstype=xfs --size=1GiB --encrypt --key=""',
]);

needs('is told by its directives, whose secrets need not be known', () => {
  assert.equal(listNeeds(EVERYTHING), ['raid', 'lvm', 'encryption', 'xfs']);
  assert.equal(listNeeds(EVERYTHING.slice(0, 1)), []);
});

needs('is the same once it is read', () => {
  const root = 'part / --label=cairn-root --size=5GiB';
  for (const lines of [
    [root],
    ['raid / --label=cairn-root --level=1 --disks=2 --size=5GiB'],
    [root, 'part pv.x --label=cairn-x --size=1GiB', 'volgroup data pv.x'],
    [root, `part /y --label=state-y --size=1GiB --encrypt --key=${KEY}`],
    [root, 'part /y --label=state-y --fstype=xfs --size=1GiB'],
  ])
    assert.equal(listSchemeNeeds(schemeOf(...lines)), listNeeds(directivesOf(lines)), lines.join('\n'));
});

needs('must be on the machine', () => {
  const said = (...packages: readonly string[]): readonly string[] =>
    checkTools(EVERYTHING, packages).map(({ place, message }) => `${place?.file}:${place?.line} ${message}`);
  assert.equal(said(), [
    'x.xml:2 A RAID needs the package mdadm on the machine, and no node brings it',
    'x.xml:3 A volume group needs the package lvm2 on the machine, and no node brings it',
    'x.xml:4 Encryption needs the package systemd-cryptsetup or cryptsetup on the machine, and no node brings it',
    'x.xml:4 xfs needs the package xfsprogs on the machine, and no node brings it',
  ]);
  assert.equal(said('mdadm', 'lvm2', 'cryptsetup', 'xfsprogs'), []);
});

needs('is in the installer then, and else not', () => {
  const text =
    'name: k\nversion: "1"\nsummary: x\nos: debian-13\ncodename: trixie\nsuites: [trixie]\ncomponents: [main]\nkeyring: k\n';
  const { value: roll } = parseRollFile(text, 'roll.yaml');
  if (roll === undefined || !('installer' in roll)) throw new Error('That is no OS roll');
  const amd64 = requirePlatform('amd64');
  const tools = (...wanted: Parameters<typeof listNeeds>) =>
    listOverlayTools(roll, amd64, listNeeds(...wanted)).own.map((tool) => tool.package);
  const plain = tools([]);
  assert.equal(
    plain.filter((name) => /mdadm|lvm2|cryptsetup|xfsprogs/.test(name)),
    [],
  );
  assert.equal(
    tools(EVERYTHING).filter((name) => !plain.includes(name)),
    ['cryptsetup-bin', 'lvm2', 'mdadm', 'xfsprogs'],
  );
  const modules = listOverlayModules(amd64, ['raid']).filter(
    (name) => !listOverlayModules(amd64).includes(name),
  );
  assert.equal(modules, ['raid1', 'raid10', 'raid456']);
});
needs.run();
