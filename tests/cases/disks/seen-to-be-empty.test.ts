import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDisks } from '../../../builder/boot/machine/disks.ts';
import type { Disk } from '../../../builder/model/mod.ts';
import { classifyDisk, describeDisk } from '../../../builder/render/storage/choose-disk.ts';
import { planStorage } from '../../../builder/render/storage/plan.ts';
import { parseScheme } from '../../../builder/render/storage/scheme.ts';
import { createFakeMachine } from '../../fakes/installer.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const TIB = 2 ** 40;

/** A machine whose one disk is a sparse file; blkid and sfdisk are the real ones. */
function readDisk(image: string, sizeBytes: number, sectorBytes = 512): Disk {
  const machine = createFakeMachine(
    {
      '/sys/block/sda/size': String(sizeBytes / 512),
      '/sys/block/sda/queue/logical_block_size': String(sectorBytes),
    },
    (command) => {
      const [program, ...words] = command.replaceAll('/dev/sda', image).split(' ');
      const { status, stdout } = spawnSync(program!, words, { encoding: 'utf8' });
      return { status: status ?? 127, lines: stdout.split('\n') };
    },
  );
  const readBytes = (_path: string, offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    const file = openSync(image, 'r');
    const got = readSync(file, bytes, 0, length, offset);
    closeSync(file);
    return bytes.subarray(0, got);
  };
  return readDisks({ ...machine, readBytes, now: () => 0 }, [])[0]!;
}

const test = suite<{ dir: string; image: string }>('a disk is empty when it is seen to be');
test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'cairn-test-'));
  context.image = join(context.dir, 'disk.img');
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

function write(image: string, sizeBytes: number, marks: readonly { at: number; bytes: Uint8Array }[] = []) {
  const file = openSync(image, 'w+');
  ftruncateSync(file, sizeBytes);
  for (const { at, bytes } of marks) writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

for (const sizeBytes of [64 * MIB, 20 * GIB, 3 * TIB, 12 * TIB]) {
  for (const sectorBytes of [512, 4096]) {
    test(`zeros are empty: ${sizeBytes / MIB} MiB, sectors of ${sectorBytes}`, ({ image }) => {
      write(image, sizeBytes);
      const disk = readDisk(image, sizeBytes, sectorBytes);
      assert.is(classifyDisk(disk), 'empty');
      assert.ok(disk.look!.samples >= 190 && disk.look!.samples <= 300, String(disk.look!.samples));
      assert.match(describeDisk(disk), `blank in ${disk.look!.samples} places`);
    });
  }
}

test('erased flash reads as ones, and is empty', ({ image }) => {
  write(image, 8 * MIB, [{ at: 0, bytes: new Uint8Array(8 * MIB).fill(0xff) }]);
  assert.is(classifyDisk(readDisk(image, 8 * MIB)), 'empty');
});

const SIZE = 3 * TIB;
/** Where one byte of what was there may be all that is left. */
const PLACES: readonly (readonly [string, number])[] = [
  ['LVM, in the second sector', 512],
  ['ZFS, second label', 256 * KIB + 16 * KIB],
  ['ZFS, last label', SIZE - 256 * KIB],
  ['md 0.90', SIZE - 64 * KIB],
  ['md 1.0', SIZE - 8 * KIB],
  ['DDF', SIZE - 512],
  ['a backup GPT', SIZE - 512],
  ['LUKS2, second header', 16 * KIB],
  ['btrfs, second superblock', 64 * MIB + 64],
  ['btrfs, third superblock', 256 * GIB + 64],
  ['ext4, superblock of group 1', 128 * MIB],
  ['ext4, superblock of group 1, in a partition', 129 * MIB],
  ['ext4, superblock of group 49, in a partition', 49 * 128 * MIB + MIB],
  ['ext4 with blocks of 1 KiB, in a partition', 9 * MIB + KIB],
  ['NTFS, its table of files', 3 * GIB + MIB],
];
for (const [what, at] of PLACES) {
  test(`one byte is content: ${what}`, ({ image }) => {
    write(image, SIZE, [{ at, bytes: Uint8Array.of(1) }]);
    const disk = readDisk(image, SIZE);
    assert.is(classifyDisk(disk), 'unknown content', describeDisk(disk));
  });
}

test('a disk that lost its first sectors keeps the file system in it', ({ image }) => {
  write(image, 4 * GIB);
  const run = (argv: readonly string[], input = ''): void =>
    void execFileSync(argv[0]!, argv.slice(1), { input, stdio: ['pipe', 'ignore', 'ignore'] });
  run(['sfdisk', image], 'label: gpt\nstart=2048, size=6291456, name="photos"\n');
  run(['mke2fs', '-q', '-F', '-t', 'ext4', '-E', `offset=${MIB}`, image, '3g']);
  const before = readDisk(image, 4 * GIB);
  assert.is(classifyDisk(before), 'foreign');
  const file = openSync(image, 'r+');
  writeSync(file, new Uint8Array(34 * 512), 0, 34 * 512, 0);
  closeSync(file);
  const lost = readDisk(image, 4 * GIB);
  assert.equal([lost.table, lost.partitions], ['none', []], 'blkid and sfdisk see nothing');
  assert.is(classifyDisk(lost), 'unknown content');
});

test('raw data that begins behind everything known is found by samples', ({ image }) => {
  write(image, 4 * GIB);
  // A raw device of a database: one part in eight of the disk.
  const file = openSync(image, 'r+');
  const data = new Uint8Array(MIB).fill(0x5a);
  for (let at = 2 * GIB; at < 2.5 * GIB; at += MIB) writeSync(file, data, 0, data.length, at);
  closeSync(file);
  assert.is(classifyDisk(readDisk(image, 4 * GIB)), 'unknown content');
});

test('an empty GPT is empty; over old data it is not', ({ image }) => {
  const label = (): void =>
    void execFileSync('sfdisk', [image], { input: 'label: gpt\n', stdio: ['pipe', 'ignore', 'ignore'] });
  write(image, GIB);
  label();
  const fresh = readDisk(image, GIB);
  assert.is(fresh.table, 'gpt');
  assert.is(classifyDisk(fresh), 'empty', describeDisk(fresh));
  write(image, GIB, [{ at: 129 * MIB, bytes: Uint8Array.of(1) }]);
  label();
  assert.is(classifyDisk(readDisk(image, GIB)), 'unknown content');
});

test('a disk that cannot be read is not empty', ({ image }) => {
  write(image, GIB);
  const disk = readDisk(image, 2 * GIB); // the second half is not there
  assert.is(classifyDisk(disk), 'unknown content');
  assert.match(describeDisk(disk), 'cannot be read at');
});

const scheme = parseScheme([
  {
    text: '/ --label=cairn-root --size=1MiB --grow',
    place: { file: 'base/nodes/storage.xml', line: 1 },
  },
]).partitions;

test('unknown content is chosen with the word wipe alone, and never before an empty disk', ({ image }) => {
  write(image, 64 * MIB, [{ at: 32 * MIB, bytes: new Uint8Array(16 * MIB).fill(7) }]);
  const unknown = readDisk(image, 64 * MIB);
  const refused = planStorage([unknown], scheme, { wipe: [] });
  assert.ok('problem' in refused);
  assert.match(refused.problem.message, 'No disk may be installed on');
  assert.match(refused.problem.hint!, 'unknown content');
  const named = planStorage([unknown], scheme, { disk: '/dev/sda', wipe: [] });
  assert.ok('problem' in named);
  const allowed = planStorage([unknown], scheme, { wipe: ['/dev/sda'] });
  assert.ok('plan' in allowed);
  write(image, 64 * MIB);
  const [b, c] = ['/dev/sdb', '/dev/sdc'].map((path) => ({ ...readDisk(image, 64 * MIB), path }));
  const chosen = planStorage([unknown, b!, c!], scheme, { wipe: [] });
  assert.ok('plan' in chosen);
  assert.is(chosen.plan.disk.path, '/dev/sdb');
  assert.match(chosen.plan.text.join('\n'), 'taken: it is the first of 2 empty disks: /dev/sdb, /dev/sdc');
});

test.run();
