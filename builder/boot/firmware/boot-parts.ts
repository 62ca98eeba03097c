import type { PlannedPartition, Platform, StoragePlan } from '../../model/mod.ts';
import { partitionPath } from '../../render/storage/plan.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** Where the EFI system partition is mounted. */
export const EFI_MOUNT = '/boot/efi';

/** The partitions of a plan that firmware starts from. */
export interface BootParts {
  readonly efi: PlannedPartition | undefined;
  /** Where GRUB's first part lies, for BIOS. */
  readonly bios: PlannedPartition | undefined;
}

/** Finds what firmware starts from, on the disk that is installed on. */
export function findBootParts({ disk, partitions }: StoragePlan, { bios }: Platform): BootParts {
  const own = partitions.filter(({ path, number }) => path === partitionPath(disk.path, number));
  return {
    efi: own.find(({ scheme }) => scheme.mount === EFI_MOUNT && scheme.fsType === 'vfat'),
    bios: bios === undefined ? undefined : own.find(({ scheme }) => scheme.fsType === 'biosboot'),
  };
}

/**
 * Whether the firmware that this machine has started by could start from the plan's disk. A scheme that holds nothing to
 * start from is somebody's own affair.
 *
 * @throws {InstallFailure} before anything is written
 */
export function checkFirmware(effects: Effects, plan: StoragePlan, platform: Platform): void {
  const { efi, bios } = findBootParts(plan, platform);
  if (efi === undefined && bios === undefined) return;
  if (effects.exists('/sys/firmware/efi') || platform.bios === undefined) {
    if (efi !== undefined) return;
    throw new InstallFailure(
      `This machine starts by UEFI, and the storage scheme has no EFI system partition`,
      `Write: <part>${EFI_MOUNT} --label=cairn-efi --fstype=vfat --size=128MiB</part>`,
    );
  }
  if (bios === undefined)
    throw new InstallFailure(
      'This machine starts by BIOS, and the storage scheme has no partition for its boot loader',
      'Set the firmware to UEFI, or write: <part>biosboot --label=cairn-bios --size=1MiB</part>',
    );
  if (plan.disk.sectorBytes !== 512)
    throw new InstallFailure(
      `This machine starts by BIOS, which reads 512-byte sectors alone; "${plan.disk.path}" has sectors of ${plan.disk.sectorBytes} bytes`,
      'Set the firmware to UEFI',
    );
}
