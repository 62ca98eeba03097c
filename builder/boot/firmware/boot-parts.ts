import {
  type Disk,
  type DiskPlan,
  disksOf,
  type PlannedPartition,
  type Platform,
  type StoragePlan,
} from '../../model/mod.ts';
import { partitionPath } from '../../render/storage/layout.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** Where the EFI system partition is mounted. */
export const EFI_MOUNT = '/boot/efi';

/** A disk and the partitions on it that firmware starts from. */
export interface BootParts {
  readonly disk: Disk;
  readonly efi: PlannedPartition | undefined;
  /** Where GRUB's first part lies, for BIOS. */
  readonly bios: PlannedPartition | undefined;
}

/** The disks of a plan that firmware may start from, the first first; none: a scheme that holds nothing to start from. */
export function listBootDisks(plan: StoragePlan, platform: Platform): readonly BootParts[] {
  return disksOf(plan)
    .map((disk) => findBootParts(disk, platform))
    .filter(({ efi, bios }) => efi !== undefined || bios !== undefined);
}

function findBootParts({ disk, partitions }: DiskPlan, { bios }: Platform): BootParts {
  const own = partitions.filter(({ path, number }) => path === partitionPath(disk.path, number));
  return {
    disk,
    efi: own.find(({ scheme }) => scheme.mount === EFI_MOUNT && scheme.fsType === 'vfat'),
    bios: bios === undefined ? undefined : own.find(({ scheme }) => scheme.fsType === 'biosboot'),
  };
}

/**
 * Whether the firmware that this machine has started by could start from the plan's disks. A scheme that holds nothing to
 * start from is somebody's own affair.
 *
 * @throws {InstallFailure} before anything is written
 */
export function checkFirmware(effects: Effects, plan: StoragePlan, platform: Platform): void {
  const disks = listBootDisks(plan, platform);
  if (disks.length === 0) return;
  const has = (part: 'efi' | 'bios'): boolean => disks.every((disk) => disk[part] !== undefined);
  if (effects.exists('/sys/firmware/efi') || platform.bios === undefined) {
    if (has('efi')) return;
    throw new InstallFailure(
      `This machine starts by UEFI, and the storage scheme has no EFI system partition`,
      `Write: <part>${EFI_MOUNT} --label=cairn-efi --fstype=vfat --size=128MiB</part>`,
    );
  }
  if (!has('bios'))
    throw new InstallFailure(
      'This machine starts by BIOS, and the storage scheme has no partition for its boot loader',
      'Set the firmware to UEFI, or write: <part>biosboot --label=cairn-bios --size=1MiB</part>',
    );
  const other = disks.find(({ disk }) => disk.sectorBytes !== 512)?.disk;
  if (other !== undefined)
    throw new InstallFailure(
      `This machine starts by BIOS, which reads 512-byte sectors alone; "${other.path}" has sectors of ${other.sectorBytes} bytes`,
      'Set the firmware to UEFI',
    );
}
