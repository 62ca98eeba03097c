import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Disk, SchemePartition, StorageAnswers } from '../../../builder/model/mod.ts';
import { classifyDisk } from '../../../builder/render/storage/choose-disk.ts';
import { planStorage } from '../../../builder/render/storage/plan.ts';
import { parseScheme } from '../../../builder/render/storage/scheme.ts';
import { disk, part } from '../../fakes/storage.ts';

const NO_ANSWERS = { wipe: [] };
const scheme = parseScheme(
  [
    'biosboot --label=cairn-bios --size=1MiB',
    '/boot/efi --label=cairn-efi --fstype=vfat --size=256MiB',
    'swap --label=cairn-swap --size=512MiB',
    '/ --label=cairn-root --size=4GiB --share=50%',
    '/state/data --label=state-data --size=1GiB --grow',
  ].map((text) => ({ text, place: { file: 'base/nodes/storage.xml', line: 1 } })),
).partitions;

/** Every table row: disks, answers, and the plan's lines (or the problem's code and text). */
function plan(disks: readonly Disk[], answers: StorageAnswers = NO_ANSWERS): string[] {
  const result = planStorage(disks, scheme, answers);
  return 'plan' in result ? [...result.plan.text] : [`${result.problem.code}: ${result.problem.message}`];
}

const test = suite('planStorage()');

test('an empty disk gets everything; the share is of the disk, the rest grows', () => {
  assert.equal(plan([disk('/dev/sda', 20)]), [
    '/dev/sda, 20 GiB: empty (nothing, 0 partitions, blank in 250 places)',
    '  taken: it is the only empty disk',
    '  write a new GPT partition table',
    '  create  /dev/sda1  cairn-bios  1 MiB  biosboot',
    '  create  /dev/sda2  cairn-efi  256 MiB  vfat  /boot/efi',
    '  create  /dev/sda3  cairn-swap  512 MiB  swap',
    '  create  /dev/sda4  cairn-root  10 GiB  ext4  /',
    '  create  /dev/sda5  state-data  9.2 GiB  ext4  /state/data',
  ]);
});

test('names of NVMe partitions have a p', () => {
  assert.match(plan([disk('/dev/nvme0n1', 20)]).join('\n'), /create {2}\/dev\/nvme0n1p5 {2}state-data/);
});

const old = [
  part('/dev/sda1', 'cairn-bios', 1, 1),
  part('/dev/sda2', 'cairn-efi', 2, 256),
  part('/dev/sda3', 'cairn-swap', 258, 512),
  part('/dev/sda4', 'cairn-root', 770, 10240),
  part('/dev/sda5', 'state-data', 11010, 9469),
];

test('an old Cairn disk keeps its state partition and nothing else', () => {
  const result = planStorage([disk('/dev/sda', 20, { table: 'gpt', partitions: old })], scheme, NO_ANSWERS);
  assert.ok('plan' in result);
  assert.is(result.plan.newTable, false);
  assert.equal(result.plan.deleted, [1, 2, 3, 4]);
  const kept = result.plan.partitions.filter((partition) => partition.kept);
  assert.equal(
    kept.map((partition) => [partition.path, partition.startSector]),
    [['/dev/sda5', 11010 * 2048]],
  );
  const made = result.plan.partitions.filter((partition) => !partition.kept);
  assert.ok(made.every((partition) => partition.startSector + partition.sizeSectors <= 11010 * 2048));
  assert.is(made.length, 4);
});

test('a state partition in the middle is worked around', () => {
  const middle = disk('/dev/sda', 20, {
    table: 'gpt',
    partitions: [part('/dev/sda1', 'state-data', 3000, 1024)],
  });
  const result = planStorage([middle], scheme, NO_ANSWERS);
  assert.ok('plan' in result);
  const root = result.plan.partitions.find((partition) => partition.scheme.label === 'cairn-root');
  assert.ok(root !== undefined && root.startSector >= 4024 * 2048);
  const numbers = result.plan.partitions.map((partition) => partition.number);
  assert.is(new Set(numbers).size, numbers.length);
});

test('a foreign disk is not touched', () => {
  const foreign = disk('/dev/sda', 20, { table: 'dos', partitions: [part('/dev/sda1', '', 1, 1000)] });
  assert.match(plan([foreign])[0]!, /^STORAGE_DISK: No disk may be installed on/);
  assert.match(plan([foreign], { disk: '/dev/sda', wipe: [] })[0]!, /holds something unknown/);
});

test('a foreign disk is wiped when the site says so', () => {
  const foreign = disk('/dev/sda', 20, { table: 'dos', partitions: [part('/dev/sda1', '', 1, 1000)] });
  assert.match(plan([foreign], { wipe: ['/dev/sda'] }).join('\n'), /write a new GPT/);
  assert.match(plan([foreign], { wipe: ['all'] }).join('\n'), /write a new GPT/);
});

test('one unknown partition beside ours makes the disk foreign', () => {
  const mixed = disk('/dev/sda', 20, {
    table: 'gpt',
    partitions: [...old, part('/dev/sda6', 'Windows', 20479, 1)],
  });
  assert.is(classifyDisk(mixed), 'foreign');
});

test('a file system on the whole disk makes it foreign', () => {
  assert.is(classifyDisk(disk('/dev/sda', 20, { signature: 'LVM2_member' })), 'foreign');
});

test('of two disks the one with our system is taken, then the empty one', () => {
  const foreign = disk('/dev/sda', 20, { table: 'dos' });
  const ours = disk('/dev/sdc', 20, { table: 'gpt', partitions: [part('/dev/sdc1', 'cairn-root', 1, 9000)] });
  assert.match(plan([foreign, disk('/dev/sdb', 20), ours])[0]!, /^\/dev\/sdc/);
  assert.match(plan([foreign, disk('/dev/sdb', 20)])[0]!, /^\/dev\/sdb/);
});

test('two Cairn systems ask for a decision', () => {
  const system = (path: string): Disk =>
    disk(path, 20, { table: 'gpt', partitions: [part(`${path}1`, 'cairn-root', 1, 9000)] });
  assert.match(plan([system('/dev/sda'), system('/dev/sdb')])[0]!, /Several disks hold a Cairn system/);
  assert.match(
    plan([system('/dev/sda'), system('/dev/sdb')], { disk: '/dev/sdb', wipe: [] })[0]!,
    /^\/dev\/sdb/,
  );
});

test('data on a second disk of ours is kept and not made again', () => {
  const data = disk('/dev/sdb', 40, { table: 'gpt', partitions: [part('/dev/sdb1', 'state-data', 1, 9000)] });
  const root = disk('/dev/sda', 20, {
    table: 'gpt',
    partitions: [part('/dev/sda4', 'cairn-root', 770, 9000)],
  });
  const text = plan([root, data]).join('\n');
  assert.match(text, /keep {4}\/dev\/sdb1 {2}state-data .*\/state\/data/);
  assert.not.match(text, /create .*state-data/);
});

const installed = (path: string, tableId: string): Disk =>
  disk(path, 20, { table: 'gpt', tableId, partitions: [part(`${path}1`, 'cairn-root', 1, 9000)] });

test('a machine that was installed before gets the same disk, whatever the kernel calls it now', () => {
  const disks = [installed('/dev/sda', 'OTHER'), installed('/dev/sdb', 'MINE'), disk('/dev/sdc', 20)];
  assert.match(plan(disks, { wipe: [], knownTable: 'MINE' })[0]!, /^\/dev\/sdb/);
  assert.match(plan(disks, { disk: '/dev/sdb', wipe: [], knownTable: 'MINE' })[0]!, /^\/dev\/sdb/);
});

test('a machine whose disk is gone is not installed on another one', () => {
  for (const other of [disk('/dev/sda', 20), installed('/dev/sda', 'OTHER')]) {
    assert.match(
      plan([other], { wipe: [], knownTable: 'MINE' })[0]!,
      /^STORAGE_CHANGED: The disk that this machine was installed on is not there/,
    );
    assert.match(plan([other], { wipe: ['all'], knownTable: 'MINE' })[0]!, /^\/dev\/sda/);
  }
  assert.match(
    plan([disk('/dev/sda', 20), installed('/dev/sdb', 'MINE')], {
      ...{ disk: '/dev/sda', wipe: [], knownTable: 'MINE' },
    })[0]!,
    /^STORAGE_CHANGED: The disk "\/dev\/sda" named by the site is not the one/,
  );
});

test('its disk with an unknown partition on it is not touched', () => {
  const changed = {
    ...installed('/dev/sda', 'MINE'),
    partitions: [...old, part('/dev/sda6', 'x', 20479, 1)],
  };
  assert.match(
    plan([changed, disk('/dev/sdb', 20)], { wipe: [], knownTable: 'MINE' })[0]!,
    /^STORAGE_DISK: The disk "\/dev\/sda" holds something unknown/,
  );
});

test('data that could not be mounted are found before anything is written', () => {
  for (const [fsType, holds] of [
    ['xfs', 'xfs'],
    [undefined, 'nothing that is known'],
  ]) {
    const { fsType: _, ...bare } = part('/dev/sda5', 'state-data', 11010, 1024);
    const damaged = { ...bare, ...(fsType === undefined ? {} : { fsType }) };
    assert.is(
      plan([disk('/dev/sda', 20, { table: 'gpt', partitions: [...old.slice(0, 4), damaged] })])[0],
      `STORAGE_DATA: The data partition "state-data" (/dev/sda5) holds ${holds}, not ext4`,
    );
  }
});

test('a disk too small is refused before anything is planned', () => {
  assert.match(
    plan([disk('/dev/sda', 3)])[0]!,
    /STORAGE_DISK: No disk may be installed on; at least 5.8 GiB are needed/,
  );
});

test('kept data that leave too little room are a clear error', () => {
  const full = disk('/dev/sda', 20, {
    table: 'gpt',
    partitions: [part('/dev/sda1', 'state-data', 1, 19000)],
  });
  assert.match(
    plan([full])[0]!,
    /STORAGE_TOO_SMALL: .*no room for "cairn-root" of at least 4 GiB beside state-data/,
  );
});

test('the medium and read-only disks are no candidates', () => {
  assert.match(
    plan([disk('/dev/sda', 20, { inUse: true }), disk('/dev/sdb', 20, { readOnly: true })])[0]!,
    /STORAGE_DISK/,
  );
});

test('4096-byte sectors', () => {
  const result = planStorage([disk('/dev/sda', 20, { sectorBytes: 4096 })], scheme, NO_ANSWERS);
  assert.ok('plan' in result);
  assert.is(result.plan.partitions[0]!.startSector, 256);
});

const efiScheme = (efi: string): readonly SchemePartition[] =>
  parseScheme(
    [
      'biosboot --label=cairn-bios --size=1MiB',
      `/boot/efi --label=cairn-efi --fstype=vfat ${efi}`,
      'swap --label=cairn-swap --size=512MiB',
      '/ --label=cairn-root --size=5GiB --share=40%',
      '/state --label=state-data --size=512MiB --grow',
    ].map((text) => ({ text, place: { file: 'base/nodes/storage.xml', line: 1 } })),
  ).partitions;

for (const { efi, sectorBytes, gib, expected } of [
  { efi: '--size=128MiB --want=512MiB', sectorBytes: 512, gib: 20, expected: 512 },
  { efi: '--size=128MiB --want=512MiB', sectorBytes: 4096, gib: 20, expected: 512 },
  { efi: '--size=128MiB', sectorBytes: 512, gib: 20, expected: 128 },
  { efi: '--size=16MiB', sectorBytes: 512, gib: 20, expected: 33 },
  { efi: '--size=128MiB', sectorBytes: 4096, gib: 20, expected: 259 },
  // The least that fits: 1 + 128 + 512 + 5120 + 512 MiB and two tables
  { efi: '--size=128MiB --want=512MiB', sectorBytes: 512, gib: 6275 / 1024, expected: 128 },
])
  test(`an EFI system partition (${efi}) on ${gib} GiB with ${sectorBytes}-byte sectors has ${expected} MiB`, () => {
    const result = planStorage([disk('/dev/sda', gib, { sectorBytes })], efiScheme(efi), NO_ANSWERS);
    assert.ok('plan' in result, JSON.stringify(result));
    const made = result.plan.partitions.find(({ scheme }) => scheme.label === 'cairn-efi')!;
    assert.is((made.sizeSectors * sectorBytes) / 2 ** 20, expected);
  });

test('a disk that is large enough for its sectors is taken, and no other', () => {
  const large = 6275 / 1024;
  const choose = (sectorBytes: number): string =>
    plan4k([disk('/dev/sda', large, { sectorBytes }), disk('/dev/sdb', 20)]);
  assert.match(choose(512), /^\/dev\/sda/);
  assert.match(choose(4096), /^\/dev\/sdb/);
});
const plan4k = (disks: readonly Disk[]): string => {
  const result = planStorage(disks, efiScheme('--size=128MiB --want=512MiB'), NO_ANSWERS);
  return 'plan' in result ? result.plan.text.join('\n') : result.problem.message;
};

test('a machine with the small EFI system partition of before is installed again, beside its data', () => {
  for (const [rootMiB, expected] of [
    [5120, 128],
    [8192, 512],
  ] as const) {
    const partitions = [
      part('/dev/sda1', 'cairn-bios', 1, 1),
      part('/dev/sda2', 'cairn-efi', 2, 128),
      part('/dev/sda3', 'cairn-swap', 130, 512),
      part('/dev/sda4', 'cairn-root', 642, rootMiB),
      part('/dev/sda5', 'state-data', 642 + rootMiB, 1024),
    ];
    const result = planStorage(
      [disk('/dev/sda', 12, { table: 'gpt', partitions })],
      efiScheme('--size=128MiB --want=512MiB'),
      NO_ANSWERS,
    );
    assert.ok('plan' in result, JSON.stringify(result));
    const size = (label: string): number =>
      result.plan.partitions.find(({ scheme }) => scheme.label === label)!.sizeSectors / 2048;
    assert.is(size('cairn-efi'), expected);
    assert.is(size('state-data'), 1024);
    assert.ok(size('cairn-root') >= 5120);
  }
});

test('a sealed disk is installed on beside what the machine was started from, whatever other disks hold', () => {
  const sealed = disk('/dev/sdb', 14, {
    table: 'gpt',
    isFactory: true,
    partitions: [
      part('/dev/sdb1', 'state-factory-efi', 1, 4, { fsType: 'vfat' }),
      part('/dev/sdb2', 'state-factory', 5, 600, { fsType: 'iso9660' }),
    ],
  });
  const older = disk('/dev/sda', 20, {
    table: 'gpt',
    partitions: [part('/dev/sda1', 'cairn-root', 1, 8000)],
  });
  assert.equal(plan([older, disk('/dev/sdc', 20), sealed]), [
    '/dev/sdb, 14 GiB: cairn (gpt, 2 partitions, blank in 250 places)',
    '  taken: the machine was started from it',
    '  keep the partition table',
    '  keep    /dev/sdb1  state-factory-efi  4 MiB  (not mounted)',
    '  keep    /dev/sdb2  state-factory  600 MiB  (not mounted)',
    '  create  /dev/sdb3  cairn-bios  1 MiB  biosboot',
    '  create  /dev/sdb4  cairn-efi  256 MiB  vfat  /boot/efi',
    '  create  /dev/sdb5  cairn-swap  512 MiB  swap',
    '  create  /dev/sdb6  cairn-root  7 GiB  ext4  /',
    '  create  /dev/sdb7  state-data  5.7 GiB  ext4  /state/data',
  ]);
});

test.run();

const schemes = suite('parseScheme()');
const problemsOf = (...texts: string[]): string[] =>
  parseScheme(texts.map((text) => ({ text, place: { file: 'x.xml', line: 7 } }))).problems.map(
    (p) => p.message,
  );

schemes('names what is wrong', () => {
  assert.match(problemsOf('/ --label=cairn-root --size=1GiB --grwo')[0]!, /Unknown option "--grwo"/);
  assert.match(problemsOf('/ --label=root --size=1GiB')[0]!, /label "root"/);
  assert.match(problemsOf('/ --label=cairn-root')[0]!, /no --size/);
  assert.match(problemsOf('root --label=cairn-root --size=1GiB')[0]!, /no mount point/);
  assert.match(problemsOf('/ --label=cairn-root --size=1GiB --share=half')[0]!, /no share/);
  assert.match(problemsOf('/ --label=cairn-root --size=1GiB --want=512MiB')[0]!, /wants "512MiB"/);
  assert.match(problemsOf('/srv --label=state-srv --size=1GiB')[0]!, /No partition is mounted at/);
  assert.match(
    problemsOf(
      '/ --label=cairn-root --size=1GiB --share=60%',
      '/a --label=state-a --size=1GiB --share=60%',
    )[0]!,
    /120%/,
  );
  for (const mount of ['/my data', '/a/../b', '/a/', '//a', '/a#b', '/ä'])
    assert.match(problemsOf(`"${mount}" --label=state-a --size=1GiB`)[0]!, /no mount point such as/, mount);
  assert.match(
    problemsOf('/ --label=cairn-root --size=1GiB --options="noatime, nodev"')[0]!,
    /no mount options/,
  );
});

schemes('blames who adds to the disk that somebody else lays out', () => {
  const root = { text: '/ --label=cairn-root --size=1GiB --share=60% --grow', file: 'base/nodes/disk.xml' };
  const added = { text: '/a --label=state-a --size=1GiB --share=60% --grow', file: 'mine/nodes/data.xml' };
  const twin = { text: '/a --label=state-b --size=1GiB', file: 'base/nodes/disk.xml' };
  for (const order of [
    [root, added, twin],
    [twin, added, root],
  ]) {
    const placed = order.map(({ text, file }, line) => ({ text, place: { file, line: line + 1 } }));
    assert.equal(
      parseScheme(placed).problems.map(
        ({ place, message }) => `${place?.file}:${place?.line} ${message.slice(0, 30)}`,
      ),
      [
        'mine/nodes/data.xml:2 Two partitions have the mount ',
        'mine/nodes/data.xml:2 More than one partition has --',
        'mine/nodes/data.xml:2 The shares add up to 120%: sta',
      ].map((line) => (order[0] === root ? line.replace(': sta', ': cai') : line)),
    );
  }
});
schemes.run();
