import {
  type DiskPlan,
  disksOf,
  type FileSystem,
  isData,
  type PlannedPartition,
  type SchemePartition,
  type StoragePlan,
} from '../../model/mod.ts';
import { isWrapped } from '../../render/storage/find-arrays.ts';
import { type Effects, mustRun } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { makeFileSystems } from './make-file-system.ts';
import { finishVolumes, makeVolumes } from './make-volumes.ts';

/** GPT partition types, as sfdisk takes them (UEFI Specification 5.3.3; Discoverable Partitions). */
const GPT_TYPES: Readonly<Record<FileSystem | 'raid' | 'encrypted', string>> = {
  biosboot: '21686148-6449-6E6F-744E-656564454649',
  vfat: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  swap: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F',
  ext4: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
  xfs: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
  lvm: 'E6D6D379-F507-44C2-A23C-238F2A3DF928',
  raid: 'A19D880F-05FC-4D3B-A006-743F0F84911E',
  encrypted: 'CA7D7CCB-63ED-4C53-861C-1742536059CC',
};

/** The GPT type of the partition that an item lies on. */
export function gptTypeOf({ raid, key, fsType }: SchemePartition): string {
  if (raid !== undefined) return GPT_TYPES.raid;
  return GPT_TYPES[key === undefined ? fsType : 'encrypted'];
}

/** Carries out a storage plan: partitions, arrays, volumes, file systems. Nothing that the plan keeps is written to. */
export function executePlan(effects: Effects, plan: StoragePlan): void {
  for (const disk of disksOf(plan)) writeTable(effects, disk);
  makeVolumes(effects, plan);
  makeFileSystems(effects, plan);
  for (const { disk, partitions } of disksOf(plan)) {
    for (const { number, scheme } of partitions.filter(({ kept, scheme }) => !kept && isData(scheme)))
      mustRun(effects, ['sfdisk', '--no-reread', '--part-label', disk.path, String(number), scheme.label]);
  }
  finishVolumes(effects, plan);
  effects.run(['udevadm', 'settle', '--timeout=30']);
}

function writeTable(effects: Effects, plan: DiskPlan): void {
  const disk = plan.disk.path;
  const made = plan.partitions.filter((partition) => !partition.kept);
  const wipe = (path: string): void => mustRun(effects, ['wipefs', '--all', '--force', '--quiet', path]);
  if (plan.newTable) {
    for (const partition of plan.disk.partitions) wipe(partition.path);
    wipe(disk);
    const input = sfdiskScript(made, true);
    mustRun(effects, ['sfdisk', '--no-reread', '--wipe=always', '--wipe-partitions=always', disk], { input });
  } else {
    // Wherever a new partition begins: nobody assembles what was
    for (const { number, path, fsType } of plan.disk.partitions)
      if (plan.deleted.includes(number) && isWrapped(fsType)) wipe(path);
    const deleted = plan.deleted.map(String);
    if (deleted.length > 0) mustRun(effects, ['sfdisk', '--no-reread', '--delete', disk, ...deleted]);
    // Nothing to append is an error for sfdisk
    if (made.length > 0) {
      const input = sfdiskScript(made, false);
      mustRun(effects, ['sfdisk', '--no-reread', '--append', '--wipe-partitions=always', disk], { input });
    }
  }
  rereadTable(effects, disk);
}

/**
 * A data partition gets its name once there is a file system on it: when the plug is pulled before, the next
 * installation makes it anew instead of keeping nothing.
 */
const UNFINISHED = 'cairn-unfinished';

/** udev looks at the disk just written to, and the kernel reads no table of a disk that somebody has open. */
function rereadTable(effects: Effects, disk: string): void {
  const tries = 20;
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    effects.run(['udevadm', 'settle', '--timeout=30']);
    if (effects.run(['blockdev', '--rereadpt', disk]) === 0) {
      effects.run(['udevadm', 'settle', '--timeout=30']);
      return;
    }
    effects.sleep(500);
  }
  throw new InstallFailure(
    `The kernel does not read the new partition table of "${disk}": something uses the disk`,
  );
}

/** Input of sfdisk: explicit numbers, starts and sizes in sectors, so that nothing is left to its judgement. */
function sfdiskScript(partitions: readonly PlannedPartition[], newTable: boolean): string {
  const lines = partitions.map((partition) => {
    const { number, startSector, sizeSectors, scheme } = partition;
    const name = isData(scheme) ? UNFINISHED : scheme.label;
    return `${number}: start=${startSector}, size=${sizeSectors}, type=${gptTypeOf(scheme)}, name="${name}"`;
  });
  return [...(newTable ? ['label: gpt', ''] : []), ...lines, ''].join('\n');
}
