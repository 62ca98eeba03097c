import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkFirmware } from '../../../builder/boot/firmware/boot-parts.ts';
import { checkStart } from '../../../builder/boot/firmware/check-start.ts';
import { crc32 } from '../../../builder/boot/firmware/crc32.ts';
import { checkFat } from '../../../builder/boot/firmware/fat.ts';
import { type GptFacts, readGpt } from '../../../builder/boot/firmware/gpt.ts';
import { requirePlatform, type StoragePlan } from '../../../builder/model/mod.ts';
import { fat32ClusterSectors, leastFat32Bytes } from '../../../builder/render/storage/fat.ts';
import { createHostEffects } from '../../fakes/host-effects.ts';
import { createFakeMachine } from '../../fakes/installer.ts';

const MIB = 2 ** 20;
const PATH = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };

function withFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-firmware-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function createImage(path: string, sizeBytes: number): string {
  const file = openSync(path, 'w');
  ftruncateSync(file, sizeBytes);
  closeSync(file);
  return path;
}

function write(path: string, bytes: readonly number[], at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Uint8Array.from(bytes), 0, bytes.length, at);
  closeSync(file);
}

/** Makes a file system with Debian's own program, as an image. */
function makeFat(path: string, sizeMiB: number, sectorBytes: number, words: readonly string[]): string {
  createImage(path, sizeMiB * MIB);
  execFileSync('mkfs.fat', ['-S', String(sectorBytes), ...words, path], { env: PATH, stdio: 'ignore' });
  return path;
}

/** The first 512 bytes. */
function readHead(path: string): Uint8Array {
  const file = openSync(path, 'r');
  const bytes = new Uint8Array(512);
  readSync(file, bytes, 0, 512, 0);
  closeSync(file);
  return bytes;
}

function checkImage(path: string, sectorBytes: number): string[] {
  return checkFat(readHead(path), { sectorBytes, sizeBytes: statSync(path).size });
}

const fat = suite('FAT by the rules of firmware');
for (const sectorBytes of [512, 1024, 2048, 4096]) {
  const least = Math.ceil(leastFat32Bytes(sectorBytes) / MIB);
  for (const sizeMiB of [least, least + 1, 260, 300, 512, 2048])
    fat(`${sizeMiB} MiB on ${sectorBytes}-byte sectors is FAT32 as the installer makes it`, () => {
      withFolder((folder) => {
        const clusters = fat32ClusterSectors(sizeMiB * MIB, sectorBytes);
        const words = ['-F', '32', '-s', String(clusters)];
        assert.equal(checkImage(makeFat(join(folder, 'efi'), sizeMiB, sectorBytes, words), sectorBytes), []);
      });
    });
}
fat('a FAT32 with too few clusters is what firmware takes for FAT16', () => {
  withFolder((folder) => {
    const image = makeFat(join(folder, 'efi'), 128, 4096, ['-F', '32']);
    assert.equal(checkImage(image, 4096), [
      'has 32672 clusters, by which firmware takes it for FAT16, but is laid out as FAT32',
    ]);
  });
});
for (const [bits, sizeMiB, sectorBytes] of [
  [16, 128, 4096],
  [16, 128, 512],
  [12, 8, 512],
] as const)
  fat(`FAT${bits} of ${sizeMiB} MiB on ${sectorBytes}-byte sectors is accepted`, () => {
    withFolder((folder) => {
      const image = makeFat(join(folder, 'efi'), sizeMiB, sectorBytes, ['-F', String(bits)]);
      assert.equal(checkImage(image, sectorBytes), []);
    });
  });
fat('sectors of another disk, a larger size and no file system at all are found', () => {
  withFolder((folder) => {
    const image = makeFat(join(folder, 'efi'), 300, 512, ['-F', '32']);
    assert.equal(checkImage(image, 4096), ['has 512-byte sectors on a disk with 4096-byte sectors']);
    const sector = readHead(image);
    const smaller = { sectorBytes: 512, sizeBytes: 299 * MIB };
    assert.equal(checkFat(sector, smaller), ['is larger than its partition']);
    assert.equal(checkFat(new Uint8Array(512), smaller), ['holds no FAT file system']);
    assert.equal(checkFat(new Uint8Array(0), smaller), ['holds no FAT file system']);
  });
});
fat.run();

const sum = suite('crc32()');
sum('is that of the standard', () => {
  assert.is(crc32(new TextEncoder().encode('123456789')), 0xcbf43926);
  assert.is(crc32(new Uint8Array(0)), 0);
});
sum.run();

const DISK_BYTES = 600 * MIB;

/** A disk with a BIOS boot partition and an EFI system partition, by fdisk. */
function makeDisk(path: string, sectorBytes: number): string {
  createImage(path, DISK_BYTES);
  const perMiB = MIB / sectorBytes;
  const part = (number: number, start: number, size: number, type: string): string[] => [
    ...['n', String(number), String(start * perMiB), String((start + size) * perMiB - 1)],
    ...(number === 1 ? ['t', type] : ['t', String(number), type]),
  ];
  const bios = part(1, 1, 1, '21686148-6449-6E6F-744E-656564454649');
  const efi = part(2, 2, 512, 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B');
  const input = ['g', ...bios, ...efi, 'w', ''].join('\n');
  execFileSync('fdisk', ['-b', String(sectorBytes), '-w', 'never', path], {
    env: PATH,
    input,
    stdio: 'pipe',
  });
  return path;
}

function readDisk(path: string, sectorBytes: number): GptFacts {
  const file = openSync(path, 'r');
  try {
    return readGpt({
      sectorBytes,
      sectors: DISK_BYTES / sectorBytes,
      read(sector, count) {
        const bytes = new Uint8Array(count * sectorBytes);
        return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, sector * sectorBytes));
      },
    });
  } finally {
    closeSync(file);
  }
}

const gpt = suite('a partition table by the rules of firmware');
for (const sectorBytes of [512, 4096]) {
  const last = DISK_BYTES - sectorBytes;
  gpt(`on ${sectorBytes}-byte sectors is read as fdisk writes it`, () => {
    withFolder((folder) => {
      const facts = readDisk(makeDisk(join(folder, 'disk'), sectorBytes), sectorBytes);
      assert.equal(facts.faults, []);
      const perMiB = MIB / sectorBytes;
      assert.equal(facts.entries, [
        {
          number: 1,
          type: '21686148-6449-6E6F-744E-656564454649',
          firstSector: perMiB,
          lastSector: 2 * perMiB - 1,
        },
        {
          number: 2,
          type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
          firstSector: 2 * perMiB,
          lastSector: 514 * perMiB - 1,
        },
      ]);
    });
  });
  for (const [title, at, byte, fault] of [
    ['no protective MBR', 510, 0, 'there is no protective MBR'],
    ['an old MBR', 450, 0x83, 'the MBR is not a protective one'],
    ['an active partition in the MBR', 446, 0x80, 'the MBR is not a protective one'],
    ['an MBR that covers less', 458, 1, 'the protective MBR does not cover the disk'],
    ['no table', sectorBytes, 0, 'the partition table is not there'],
    ['a damaged header', sectorBytes + 60, 0xff, 'the partition table has a header with a wrong checksum'],
    ['damaged entries', 2 * sectorBytes + 48, 1, 'the partition table has entries with a wrong checksum'],
    ['no backup', last, 0, 'the backup of the partition table is not there'],
  ] as const)
    gpt(`on ${sectorBytes}-byte sectors with ${title} is refused`, () => {
      withFolder((folder) => {
        const disk = makeDisk(join(folder, 'disk'), sectorBytes);
        write(disk, [byte], at);
        assert.equal(readDisk(disk, sectorBytes).faults, [fault]);
      });
    });
}
gpt.run();

/** A finished disk: its image, the EFI system partition beside it, and what is mounted. */
function withInstalled(
  sectorBytes: number,
  words: readonly string[],
  work: (check: () => void, folder: string) => void,
): void {
  withFolder((folder) => {
    const path = makeDisk(join(folder, 'disk'), sectorBytes);
    for (const at of [0, MIB]) write(path, [0xeb], at);
    makeFat(`${path}2`, 512, sectorBytes, words);
    const effects = createHostEffects(folder);
    for (const name of ['BOOTX64.EFI', 'grubx64.efi'])
      effects.write(`/target/boot/efi/EFI/BOOT/${name}`, 'MZ and more');
    const perMiB = MIB / sectorBytes;
    const part = (number: number, start: number, size: number) => ({
      path: `${path}${number}`,
      number,
      startSector: start * perMiB,
      sizeSectors: size * perMiB,
      kept: false,
    });
    const scheme = { minBytes: MIB, rest: false };
    const plan = {
      disk: { path, sizeBytes: DISK_BYTES, sectorBytes },
      partitions: [
        { ...part(1, 1, 1), scheme: { ...scheme, label: 'cairn-bios', fsType: 'biosboot' } },
        { ...part(2, 2, 512), scheme: { ...scheme, label: 'cairn-efi', fsType: 'vfat', mount: '/boot/efi' } },
      ],
      others: [],
    } as unknown as StoragePlan;
    work(() => checkStart(effects, plan, requirePlatform('amd64')), folder);
  });
}

/** What is said of a disk that would not start. */
function hintOf(check: () => void): string {
  try {
    check();
  } catch (error) {
    return (error as { hint?: string }).hint ?? '';
  }
  return 'it starts';
}

/** A plan of one disk with partitions of these kinds, on a machine with or without UEFI. */
function checkPlan(kinds: readonly string[], sectorBytes: number, isUefi: boolean): string {
  const effects = createFakeMachine(isUefi ? { '/sys/firmware/efi/runtime': '' } : {});
  const partitions = kinds.map((kind, index) => ({
    path: `/dev/sda${index + 1}`,
    number: index + 1,
    scheme: kind === 'vfat' ? { fsType: kind, mount: '/boot/efi' } : { fsType: kind },
  }));
  const plan = { disk: { path: '/dev/sda', sectorBytes }, partitions, others: [] } as unknown as StoragePlan;
  try {
    checkFirmware(effects, plan, requirePlatform('amd64'));
    return 'starts';
  } catch (error) {
    return (error as Error).message;
  }
}

const fits = suite('a plan for the firmware that the machine has');
for (const { kinds, sectorBytes, uefi, bios } of [
  { kinds: ['biosboot', 'vfat'], sectorBytes: 512, uefi: /^starts$/, bios: /^starts$/ },
  { kinds: ['biosboot', 'vfat'], sectorBytes: 4096, uefi: /^starts$/, bios: /BIOS, which reads 512-byte/ },
  { kinds: ['vfat'], sectorBytes: 512, uefi: /^starts$/, bios: /no partition for its boot loader/ },
  { kinds: ['biosboot'], sectorBytes: 512, uefi: /no EFI system partition/, bios: /^starts$/ },
  { kinds: ['ext4'], sectorBytes: 512, uefi: /^starts$/, bios: /^starts$/ },
])
  fits(`${kinds.join(' and ')} on ${sectorBytes}-byte sectors`, () => {
    assert.match(checkPlan(kinds, sectorBytes, true), uefi);
    assert.match(checkPlan(kinds, sectorBytes, false), bios);
  });
fits.run();

const start = suite('a finished disk');
for (const sectorBytes of [512, 4096])
  start(`with ${sectorBytes}-byte sectors starts`, () => {
    withInstalled(sectorBytes, ['-F', '32'], (check) => check());
  });
start('without the program at the removable path would not start', () => {
  withInstalled(512, ['-F', '32'], (check, folder) => {
    rmSync(join(folder, 'target/boot/efi/EFI/BOOT/BOOTX64.EFI'));
    assert.match(hintOf(check), /disk2" has no program \/EFI\/BOOT\/BOOTX64\.EFI/);
  });
});
start('with GRUB in the folder of Debian alone starts, without it would not', () => {
  withInstalled(512, ['-F', '32'], (check, folder) => {
    const efi = join(folder, 'target/boot/efi/EFI');
    mkdirSync(join(efi, 'debian'));
    renameSync(join(efi, 'BOOT/grubx64.efi'), join(efi, 'debian/grubx64.efi'));
    check();
    rmSync(join(efi, 'debian/grubx64.efi'));
    assert.match(hintOf(check), /has no program \/EFI\/BOOT\/grubx64\.efi or \/EFI\/debian\/grubx64\.efi/);
  });
});
start('with a FAT of another sector size would not start', () => {
  withInstalled(4096, ['-F', '32'], (check, folder) => {
    makeFat(join(folder, 'disk2'), 512, 512, ['-F', '32']);
    assert.match(hintOf(check), /disk2" has 512-byte sectors on a disk with 4096-byte sectors/);
  });
});
start('without a boot loader for BIOS would not start there', () => {
  withInstalled(512, ['-F', '32'], (check, folder) => {
    write(join(folder, 'disk'), [0], MIB);
    assert.match(hintOf(check), /disk1" or the boot sector holds no boot loader/);
  });
});
start('whose partition is of another type would not start', () => {
  withInstalled(512, ['-F', '32'], (check, folder) => {
    const input = 't\n2\n0FC63DAF-8483-4772-8E79-3D69D8477DE4\nw\n';
    execFileSync('fdisk', ['-w', 'never', join(folder, 'disk')], { env: PATH, input, stdio: 'pipe' });
    assert.match(hintOf(check), /disk2" has the type 0FC63DAF-/);
  });
});
start.run();
