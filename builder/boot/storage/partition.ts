import {
  type Disk,
  type DiskPlan,
  disksOf,
  GPT_TYPES,
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
  if (plan.disk.isFactory) nameAnew(effects, disk);
  rereadTable(effects, plan.disk);
}

/** All disks of a factory had one identity, and a frontend knows a machine's disk by its own. */
function nameAnew(effects: Effects, disk: string): void {
  const bytes = effects.random(16).map((byte) => byte.toString(16).padStart(2, '0'));
  const id = bytes.join('').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
  mustRun(effects, ['sfdisk', '--no-reread', '--disk-id', disk, id]);
}

/**
 * A data partition gets its name once there is a file system on it: when the plug is pulled before, the next
 * installation makes it anew instead of keeping nothing.
 */
const UNFINISHED = 'cairn-unfinished';

/**
 * udev looks at the disk just written to, and the kernel reads no table of a disk that somebody has open. Of one that the
 * installation itself is read from it is told the changes.
 */
function rereadTable(effects: Effects, { path: disk, isFactory }: Disk): void {
  const tell = isFactory ? ['partx', '--update', disk] : ['blockdev', '--rereadpt', disk];
  const tries = 20;
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    effects.run(['udevadm', 'settle', '--timeout=30']);
    if (effects.run(tell) === 0) {
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
