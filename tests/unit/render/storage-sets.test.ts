import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type {
  ArrayMember,
  Disk,
  DiskPartition,
  StorageAnswers,
  StorageContents,
} from '../../../builder/model/mod.ts';
import { disksOf } from '../../../builder/model/mod.ts';
import { isEnough } from '../../../builder/render/storage/find-arrays.ts';
import { planStorage } from '../../../builder/render/storage/plan.ts';
import { disk, GIB, part, schemeOf } from '../../fakes/storage.ts';

const SYSTEM = [
  'part biosboot --label=cairn-bios --size=1MiB --each',
  'part /boot/efi --label=cairn-efi --fstype=vfat --size=128MiB --each',
  'raid / --label=cairn-root --level=1 --disks=2 --size=4GiB',
  'raid /state --label=state-data --level=1 --disks=2 --size=1GiB --grow',
];
const BULK = 'raid /bulk --on=data --label=state-bulk --level=5 --disks=3 --fstype=xfs --size=1GiB --grow';
const raid1 = schemeOf(...SYSTEM);
const withData = schemeOf(...SYSTEM, BULK);

function member(label: string, role: number, over: Partial<ArrayMember> = {}): Partial<DiskPartition> {
  const facts = { uuid: `uuid-${label}`, name: label, level: 'raid1', devices: 2, events: 10, state: 'AA' };
  return { fsType: 'linux_raid_member', member: { ...facts, role, ...over } };
}

/** A disk of a machine on RAID 1, as an installation leaves it. */
function half(path: string, role: number, over: Partial<ArrayMember> = {}, facts: Partial<Disk> = {}): Disk {
  return disk(path, 20, {
    table: 'gpt',
    tableId: `TABLE-${path}`,
    partitions: [
      part(`${path}1`, 'cairn-bios', 1, 1),
      part(`${path}2`, 'cairn-efi', 2, 128, { fsType: 'vfat' }),
      part(`${path}3`, 'cairn-root', 130, 4096, member('cairn-root', role)),
      part(`${path}4`, 'state-data', 4226, 16_000, member('state-data', role, over)),
    ],
    ...facts,
  });
}

const EXT4: StorageContents = { arrays: { 'state-data': 'ext4' }, opened: {}, groups: {} };
const NOTHING = { wipe: [] };

function plan(
  disks: readonly Disk[],
  scheme = raid1,
  answers: StorageAnswers = NOTHING,
  contents: StorageContents = EXT4,
): readonly string[] {
  const result = planStorage(disks, scheme, answers, contents);
  return 'plan' in result ? result.plan.text : [`${result.problem.code}: ${result.problem.message}`];
}
/** Only what lies over the disks. */
const over = (lines: readonly string[]): readonly string[] =>
  lines.slice(lines.indexOf('over these disks:') + 1);

const test = suite('a plan for several disks');

test('two empty disks get the same, and arrays over them', () => {
  assert.equal(plan([disk('/dev/sda', 20), disk('/dev/sdb', 20)]), [
    ...['a', 'b'].flatMap((letter) => [
      `/dev/sd${letter}, 20 GiB: empty (nothing, 0 partitions, blank in 250 places)`,
      '  taken: it is empty',
      '  write a new GPT partition table',
      `  create  /dev/sd${letter}1  cairn-bios  1 MiB  biosboot`,
      `  create  /dev/sd${letter}2  cairn-efi  128 MiB  vfat  /boot/efi`,
      `  create  /dev/sd${letter}3  cairn-root  4 GiB  member of an array`,
      `  create  /dev/sd${letter}4  state-data  15.9 GiB  member of an array`,
    ]),
    'over these disks:',
    '  create  /dev/md0  cairn-root  RAID 1 of 2: /dev/sda3 /dev/sdb3  ext4  /',
    '  create  /dev/md1  state-data  RAID 1 of 2: /dev/sda4 /dev/sdb4  ext4  /state',
  ]);
});

test('sizes are those of the smallest disk', () => {
  const result = planStorage([disk('/dev/sda', 30), disk('/dev/sdb', 20)], raid1, NOTHING);
  assert.ok('plan' in result);
  const sizes = disksOf(result.plan).map(({ partitions }) =>
    partitions.map(({ sizeSectors }) => sizeSectors),
  );
  assert.equal(sizes[0], sizes[1]);
});

test('the smallest disks become the system, the largest hold data', () => {
  const disks = [
    disk('/dev/sda', 90),
    disk('/dev/sdb', 20),
    disk('/dev/sdc', 90),
    disk('/dev/sdd', 80),
    disk('/dev/sde', 21),
    disk('/dev/sdf', 85),
  ];
  assert.equal(over(plan(disks, withData)), [
    '  create  /dev/md0  cairn-root  RAID 1 of 2: /dev/sdb3 /dev/sde3  ext4  /',
    '  create  /dev/md1  state-data  RAID 1 of 2: /dev/sdb4 /dev/sde4  ext4  /state',
    '  create  /dev/md2  state-bulk  RAID 5 of 3: /dev/sda1 /dev/sdc1 /dev/sdf1  xfs  /bulk',
  ]);
});

test('data never get the disks of the system, and named disks are taken by their set', () => {
  const disks = ['a', 'b', 'c', 'd', 'e'].map((letter) => disk(`/dev/sd${letter}`, 20));
  assert.match(
    plan(disks.slice(0, 4), withData)[0]!,
    /^STORAGE_DISK: The disks "data" are to be 3, and 2 disks may be installed on/,
  );
  const named = { disk: '/dev/sdd,/dev/sde data:/dev/sda data:/dev/sdb data:/dev/sdc', wipe: [] };
  assert.match(
    over(plan(disks, withData, named)).join('\n'),
    /cairn-root {2}RAID 1 of 2: \/dev\/sdd3 \/dev\/sde3 [\s\S]*state-bulk {2}RAID 5 of 3: \/dev\/sda1/,
  );
  assert.match(
    plan(disks, raid1, { disk: '/dev/sda /dev/sdb /dev/sdc', wipe: [] })[0]!,
    /are to be 2, and these are 3/,
  );
  assert.match(
    plan(disks, raid1, { disk: '/dev/sda /dev/sdx', wipe: [] })[0]!,
    /"\/dev\/sdx" named by the site is not there/,
  );
});

test('a named disk that cannot be written to is in the list of what is there', () => {
  const disks = [disk('/dev/sda', 20), disk('/dev/sdb', 20, { readOnly: true })];
  const result = planStorage(disks, raid1, { disk: '/dev/sda /dev/sdb', wipe: [] });
  assert.match('problem' in result ? result.problem.hint! : '', /; \/dev\/sdb, 20 GiB: read-only \(/);
});

test('one disk is too few for a system that is new', () => {
  assert.match(
    plan([disk('/dev/sda', 20)])[0]!,
    /^STORAGE_DISK: The disks "system" are to be 2, and 1 disk may be/,
  );
});

test('sectors of one size go together', () => {
  const large = { sectorBytes: 4096 };
  const disks = [disk('/dev/sda', 20), disk('/dev/sdb', 20, large), disk('/dev/sdc', 20, large)];
  assert.match(plan(disks)[0]!, /^\/dev\/sdb/);
  assert.match(
    plan(disks, raid1, { disk: '/dev/sda /dev/sdb', wipe: [] })[0]!,
    /have sectors of different sizes/,
  );
});

test('a foreign disk is left alone, and wiped where the site says so', () => {
  const foreign = disk('/dev/sda', 20, { table: 'none', signature: 'linux_raid_member' });
  assert.match(plan([foreign, disk('/dev/sdb', 20)])[0]!, /^STORAGE_DISK/);
  const wiped = plan([foreign, disk('/dev/sdb', 20)], raid1, { wipe: ['/dev/sda'] });
  assert.match(over(wiped).join('\n'), /RAID 1 of 2: \/dev\/sdb3 \/dev\/sda3/);
  // Somebody's array in a partition that is not called as ours are
  const theirs = disk('/dev/sda', 20, {
    table: 'gpt',
    partitions: [part('/dev/sda1', 'backup', 1, 900, member('backup', 0))],
  });
  assert.match(plan([theirs, disk('/dev/sdb', 20)])[0]!, /^STORAGE_DISK/);
});
test.run();

const kept = suite('an array with data');
const after = (disks: readonly Disk[], contents = EXT4): string =>
  plan(disks, raid1, NOTHING, contents).join('\n');

kept('stays, and the system is made anew beside it', () => {
  const text = after([half('/dev/sda', 0), half('/dev/sdb', 1)]);
  assert.match(text, /delete {2}\/dev\/sda3 {2}cairn-root/);
  assert.match(text, /keep {4}\/dev\/sdb4 {2}state-data {2}15.6 GiB {2}member of an array/);
  assert.match(text, /create {2}\/dev\/md0 {2}cairn-root {2}RAID 1 of 2: \/dev\/sda3 \/dev\/sdb3/);
  assert.match(
    text,
    /keep {4}\/dev\/md1 {2}state-data {2}RAID 1 of 2: \/dev\/sda4 \/dev\/sdb4 {2}ext4 {2}\/state/,
  );
});

kept('goes on with one disk, when no other may be taken', () => {
  const text = after([half('/dev/sdb', 1), disk('/dev/sda', 20, { table: 'dos' })]);
  assert.match(text, /create {2}\/dev\/md0 {2}cairn-root {2}RAID 1 of 2, 1 missing: \/dev\/sdb3/);
  assert.match(text, /keep {4}\/dev\/md1 {2}state-data {2}RAID 1 of 2, 1 missing: \/dev\/sdb4/);
});

kept('gets an empty disk in the place of one that is gone, if it is large enough', () => {
  const text = after([half('/dev/sdb', 1), disk('/dev/sda', 20)]);
  assert.match(text, /keep {4}\/dev\/md1 {2}state-data {2}RAID 1 of 2: \/dev\/sdb4, adding \/dev\/sda4/);
  assert.match(text, /create {2}\/dev\/md0 {2}cairn-root {2}RAID 1 of 2: \/dev\/sdb3 \/dev\/sda3/);
  assert.match(after([half('/dev/sdb', 1), disk('/dev/sda', 12)]), /state-data {2}RAID 1 of 2, 1 missing/);
});

kept('gets a member again that missed what the others wrote', () => {
  const text = after([half('/dev/sda', 0, { events: 8 }), half('/dev/sdb', 1, { events: 20, state: '.A' })]);
  assert.match(text, /state-data {2}RAID 1 of 2: \/dev\/sdb4, adding \/dev\/sda4/);
});

for (const [title, disks, contents, expected] of [
  [
    'was used with each disk alone',
    [half('/dev/sda', 0, { events: 30, state: 'A.' }), half('/dev/sdb', 1, { events: 20, state: '.A' })],
    EXT4,
    'The array "state-data" was used with /dev/sda4 and without it: /dev/sda4 and /dev/sdb4 hold different data',
  ],
  [
    'has a namesake',
    [half('/dev/sda', 0), half('/dev/sdb', 1, { uuid: 'other' })],
    EXT4,
    '2 arrays have the name "state-data": /dev/sda4, /dev/sdb4',
  ],
  [
    'says another name than its partition',
    [half('/dev/sda', 0, { name: 'photos' }), half('/dev/sdb', 1, { name: 'photos' })],
    EXT4,
    '"state-data" (/dev/sda4) is a member of an array that is called "photos"',
  ],
  [
    'has too few members',
    [
      half('/dev/sda', 0, { level: 'raid5', devices: 4, state: 'AAAA' }),
      half('/dev/sdb', 1, { level: 'raid5', devices: 4, state: 'AAAA' }),
    ],
    EXT4,
    'The array "state-data" (raid5 of 4) cannot work with what is there: /dev/sda4, /dev/sdb4',
  ],
  [
    'cannot be assembled',
    [half('/dev/sda', 0), half('/dev/sdb', 1)],
    { ...EXT4, arrays: {} },
    'The array "state-data" cannot be assembled of /dev/sda4, /dev/sdb4: see the installer\'s log',
  ],
  [
    'holds something else',
    [half('/dev/sda', 0), half('/dev/sdb', 1)],
    { ...EXT4, arrays: { 'state-data': 'ntfs' } },
    'The array "state-data" (/dev/md1) holds ntfs, not ext4',
  ],
] as const)
  kept(`that ${title} is for people to look at`, () => {
    assert.equal(plan(disks, raid1, NOTHING, contents), [`STORAGE_DATA: ${expected}`]);
  });

kept('is not made of a partition that holds a file system', () => {
  const plain = half('/dev/sda', 0);
  const partitions = plain.partitions.map((each) =>
    each.label === 'state-data' ? part(each.path, each.label, 4226, 16_000) : each,
  );
  assert.match(
    plan([{ ...plain, partitions }, disk('/dev/sdb', 20)])[0]!,
    /^STORAGE_DATA: .*state-data.* holds ext4, not a member of an array/,
  );
});

kept('of a machine that was installed before is on the disks that it had', () => {
  const known = { wipe: [], knownTable: 'TABLE-/dev/sda,TABLE-/dev/sdb' };
  const of = (...disks: Disk[]): string => plan(disks, raid1, known).join('\n');
  assert.match(of(half('/dev/sda', 0), half('/dev/sdb', 1)), /RAID 1 of 2: \/dev\/sda4/);
  assert.match(of(half('/dev/sdb', 1), disk('/dev/sdc', 20)), /adding \/dev\/sdc4/);
  assert.match(
    of(disk('/dev/sdc', 20), disk('/dev/sdd', 20)),
    /^STORAGE_CHANGED: None of the disks "system"/,
  );
});

kept('and another system beside it need a decision', () => {
  const other = half('/dev/sdb', 1);
  const partitions = other.partitions
    .filter(({ label }) => label !== 'state-data')
    .map((each) =>
      each.member === undefined ? each : { ...each, member: { ...each.member, uuid: 'other' } },
    );
  assert.match(
    plan([half('/dev/sda', 0), { ...other, partitions }])[0]!,
    /^STORAGE_DISK: Several disks hold a Cairn system/,
  );
});
kept.run();

const enough = suite('whether an array works');
for (const [level, devices, roles, expected] of [
  ['raid1', 2, [1], true],
  ['raid1', 2, [], false],
  ['raid5', 3, [0, 2], true],
  ['raid5', 3, [0], false],
  ['raid6', 5, [0, 1, 4], true],
  ['raid6', 5, [0, 1], false],
  ['raid10', 4, [0, 2], true],
  ['raid10', 4, [0, 1], false],
  ['raid10', 5, [0, 1], false],
  ['raid10', 5, [0, 1, 3], true],
] as const)
  enough(`${level} of ${devices} with ${roles.join(', ') || 'none'}: ${expected}`, () =>
    assert.is(isEnough(level, devices, roles), expected),
  );
enough.run();

const groups = suite('a volume group');
const LVM = schemeOf(
  'part / --label=cairn-root --size=4GiB',
  'part pv.one --on=data --label=state-pv --size=1GiB --grow',
  'volgroup bulk pv.one',
  'logvol /a --vgname=bulk --label=state-a --size=1GiB --share=50%',
  'logvol /b --vgname=bulk --label=cairn-b --fstype=xfs --size=1GiB --grow',
);
const old = (over: Partial<DiskPartition> = {}): Disk[] => [
  disk('/dev/sda', 20),
  disk('/dev/sdb', 10, {
    table: 'gpt',
    partitions: [part('/dev/sdb1', 'state-pv', 1, 10_000, { fsType: 'LVM2_member', ...over })],
  }),
];
const found = (over: Partial<StorageContents['groups'][string]> = {}): StorageContents => ({
  ...{ arrays: {}, opened: {} },
  groups: {
    bulk: {
      ...{ on: ['state-pv'], partial: false },
      volumes: [
        { name: 'state-a', sizeBytes: 4 * GIB, fsType: 'ext4', unfinished: false },
        { name: 'cairn-b', sizeBytes: GIB, fsType: 'xfs', unfinished: false },
        { name: 'state-half', sizeBytes: GIB, fsType: '', unfinished: true },
      ],
      ...over,
    },
  },
});

groups('is made on a disk of its own', () => {
  assert.equal(over(plan([disk('/dev/sda', 20), disk('/dev/sdb', 10)].reverse(), LVM)), [
    '  create  volume group bulk: /dev/sda1',
    '  create  bulk/state-a  10 GiB  ext4  /a',
    '  create  bulk/cairn-b  10 GiB  xfs  /b',
  ]);
});

groups('keeps what holds data, and makes the rest anew', () => {
  assert.equal(over(plan(old(), LVM, NOTHING, found())), [
    '  keep    volume group bulk: /dev/sdb1',
    '  delete  bulk/cairn-b',
    '  delete  bulk/state-half',
    '  keep    bulk/state-a  4 GiB  ext4  /a',
    '  create  bulk/cairn-b  5.8 GiB  xfs  /b',
  ]);
});

for (const [title, disks, contents, expected] of [
  [
    'with a missing part',
    old(),
    found({ partial: true }),
    'A physical volume of the volume group "bulk" is not there',
  ],
  [
    'of another name',
    old(),
    { ...found(), groups: {} },
    '"state-pv" (/dev/sdb1) is no physical volume of the volume group "bulk"',
  ],
  [
    'in a file system',
    old({ fsType: 'ext4' }),
    found(),
    'The data partition "state-pv" (/dev/sdb1) holds ext4, not LVM2_member',
  ],
  [
    'with other data',
    old(),
    found({ volumes: [{ name: 'state-a', sizeBytes: GIB, fsType: 'xfs', unfinished: false }] }),
    'The logical volume "state-a" in "bulk" holds xfs, not ext4',
  ],
] as const)
  groups(`${title} is for people to look at`, () =>
    assert.equal(plan(disks, LVM, NOTHING, contents), [`STORAGE_DATA: ${expected}`]),
  );

groups('that is too small is refused', () => {
  const small = found({
    volumes: [{ name: 'state-a', sizeBytes: 9.5 * GIB, fsType: 'ext4', unfinished: false }],
  });
  assert.match(
    plan(old(), LVM, NOTHING, small)[0]!,
    /^STORAGE_TOO_SMALL: The volume group "bulk" has room for .* MiB, and its volumes need 1 GiB/,
  );
});
groups.run();

const sealed = suite('encrypted data');
const KEY = 'k'.repeat(32);
const SEALED = schemeOf(
  'part / --label=cairn-root --size=4GiB',
  `part /safe --label=state-safe --size=1GiB --grow --encrypt --key=${KEY}`,
);
const safe = (fsType: string): Disk[] => [
  disk('/dev/sda', 20, {
    table: 'gpt',
    partitions: [
      part('/dev/sda1', 'cairn-root', 1, 5000),
      part('/dev/sda2', 'state-safe', 5001, 9000, { fsType }),
    ],
  }),
];
const open = (opened: Record<string, string>): StorageContents => ({ arrays: {}, groups: {}, opened });

sealed('are told of, and their key is not', () => {
  const text = plan([disk('/dev/sda', 20)], SEALED).join('\n');
  assert.match(text, /create {2}\/dev\/sda2 {2}state-safe {2}16 GiB {2}encrypted ext4 {2}\/safe/);
  assert.not.match(text, /kkkk/);
});

for (const [title, disks, contents, expected] of [
  [
    'whose key is right stay',
    safe('crypto_LUKS'),
    open({ 'state-safe': 'ext4' }),
    /keep {4}\/dev\/sda2 {2}state-safe/,
  ],
  [
    'whose key is wrong are for people to look at',
    safe('crypto_LUKS'),
    open({}),
    /STORAGE_DATA: The key of "state-safe" does not open it/,
  ],
  [
    'with something else inside too',
    safe('crypto_LUKS'),
    open({ 'state-safe': 'xfs' }),
    /STORAGE_DATA: "state-safe" holds xfs, encrypted, not ext4/,
  ],
  [
    'that are not encrypted too',
    safe('ext4'),
    open({}),
    /STORAGE_DATA: The data partition "state-safe" \(\/dev\/sda2\) holds ext4, not crypto_LUKS/,
  ],
] as const)
  sealed(title, () => assert.match(plan(disks, SEALED, NOTHING, contents).join('\n'), expected));
sealed.run();
