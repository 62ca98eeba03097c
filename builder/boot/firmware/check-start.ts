import type { Disk, PlannedPartition, Platform, StoragePlan } from '../../model/mod.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { gptTypeOf } from '../storage/partition.ts';
import { type BootParts, EFI_MOUNT, listBootDisks } from './boot-parts.ts';
import { checkFat } from './fat.ts';
import { type GptEntry, readGpt, type SectorReader } from './gpt.ts';

/**
 * Looks at the finished disks as firmware will: an installation that says "Finished" must start. Linux is no judge of
 * that; it mounts what firmware does not find.
 *
 * @throws {InstallFailure} with everything that firmware would not accept
 */
export function checkStart(effects: Effects, plan: StoragePlan, platform: Platform): void {
  const disks = listBootDisks(plan, platform);
  if (disks.length === 0) return;
  effects.run(['sync']);
  const found = disks.flatMap((parts, index) => checkDisk(effects, parts, platform, index === 0));
  if (found.length === 0) {
    announce(
      effects,
      disks.length === 1 ? 'Firmware will find the disk' : `Firmware will find each of ${disks.length} disks`,
    );
    return;
  }
  throw new InstallFailure(
    'The disk would not start: firmware does not accept what is on it',
    [...found, 'This is a fault of the installer, of the storage scheme or of the disk itself'].join('\n'),
  );
}

/** @param isMounted its EFI system partition is at its place; those of other disks are copies of it */
function checkDisk(
  effects: Effects,
  { disk, efi, bios }: BootParts,
  platform: Platform,
  isMounted: boolean,
): string[] {
  const reader = readerOf(effects, disk);
  const { entries, faults } = readGpt(reader);
  return [
    ...faults.map((fault) => `"${disk.path}": ${fault}`),
    ...[efi, bios].flatMap((part) => (part === undefined ? [] : checkEntry(part, entries))),
    ...(efi === undefined ? [] : checkEfi(effects, efi, disk)),
    ...(efi === undefined || !isMounted ? [] : checkPrograms(effects, efi, platform)),
    ...(bios === undefined ? [] : checkBios(reader, bios)),
  ];
}

function readerOf(effects: Effects, disk: Disk): SectorReader {
  const { sectorBytes } = disk;
  return {
    sectorBytes,
    sectors: disk.sizeBytes / sectorBytes,
    read: (sector, count) =>
      effects.readBytes(disk.path, sector * sectorBytes, count * sectorBytes) ?? new Uint8Array(0),
  };
}

function checkEntry(part: PlannedPartition, entries: readonly GptEntry[]): string[] {
  const entry = entries.find(({ number }) => number === part.number);
  if (entry === undefined) return [`"${part.path}" is not in the partition table`];
  const faults: string[] = [];
  if (entry.type !== gptTypeOf(part.scheme)) faults.push(`"${part.path}" has the type ${entry.type}`);
  const last = part.startSector + part.sizeSectors - 1;
  if (entry.firstSector !== part.startSector || entry.lastSector !== last)
    faults.push(`"${part.path}" is not where the plan has it`);
  return faults;
}

function checkEfi(effects: Effects, part: PlannedPartition, { sectorBytes }: Disk): string[] {
  const sector = effects.readBytes(part.path, 0, 512) ?? new Uint8Array(0);
  const faults = checkFat(sector, { sectorBytes, sizeBytes: part.sizeSectors * sectorBytes });
  return faults.map((fault) => `"${part.path}" ${fault}`);
}

function checkPrograms(effects: Effects, part: PlannedPartition, { efi }: Platform): string[] {
  const isThere = (path: string): boolean => isProgram(effects, `${PATHS.target}${EFI_MOUNT}${path}`);
  // What firmware starts, and what that starts: from its own folder, or by Debian's list of entries
  const wanted = [[`/EFI/BOOT/${efi.fallback}`], [`/EFI/BOOT/${efi.grub}`, `/EFI/debian/${efi.grub}`]];
  return wanted
    .filter((paths) => !paths.some(isThere))
    .map((paths) => `"${part.path}" has no program ${paths.join(' or ')}`);
}

/** Programs of UEFI begin as those of DOS did. */
function isProgram(effects: Effects, path: string): boolean {
  const bytes = effects.readBytes(path, 0, 2);
  return bytes !== undefined && bytes[0] === 0x4d && bytes[1] === 0x5a;
}

/** The boot sector and what it loads. */
function checkBios(reader: SectorReader, part: PlannedPartition): string[] {
  const isThere = (sector: number): boolean =>
    reader
      .read(sector, 1)
      .subarray(0, 440)
      .some((byte) => byte !== 0);
  return isThere(0) && isThere(part.startSector)
    ? []
    : [`"${part.path}" or the boot sector holds no boot loader`];
}
