import { type FileSystem, isData, type PlannedPartition, type StoragePlan } from '../../model/mod.ts';
import { fat32ClusterSectors } from '../../render/storage/fat.ts';
import { probeDevice } from '../machine/disks.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

/** GPT partition types, as sfdisk takes them (UEFI Specification 5.3.3; Discoverable Partitions). */
export const GPT_TYPES: Readonly<Record<FileSystem, string>> = {
  biosboot: '21686148-6449-6E6F-744E-656564454649',
  vfat: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  swap: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F',
  ext4: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
};

/** Carries out a storage plan: partitions, file systems. Nothing that the plan keeps is written to. */
export function executePlan(effects: Effects, plan: StoragePlan): void {
  const disk = plan.disk.path;
  const must = (argv: readonly string[], input?: string): void => {
    const status = effects.run(argv, input === undefined ? {} : { input });
    if (status !== 0) throw new InstallFailure(`"${argv.join(' ')}" failed with status ${status}`);
  };
  const made = plan.partitions.filter((partition) => !partition.kept);
  if (plan.newTable) {
    for (const partition of plan.disk.partitions)
      must(['wipefs', '--all', '--force', '--quiet', partition.path]);
    must(['wipefs', '--all', '--force', '--quiet', disk]);
    must(
      ['sfdisk', '--no-reread', '--wipe=always', '--wipe-partitions=always', disk],
      sfdiskScript(made, true),
    );
  } else {
    const deleted = plan.deleted.map(String);
    if (deleted.length > 0) must(['sfdisk', '--no-reread', '--delete', disk, ...deleted]);
    must(['sfdisk', '--no-reread', '--append', '--wipe-partitions=always', disk], sfdiskScript(made, false));
  }
  rereadTable(effects, disk);
  for (const partition of made) makeFileSystem(must, partition, plan.disk.sectorBytes);
  for (const { number, scheme } of made.filter((partition) => isData(partition.scheme)))
    must(['sfdisk', '--no-reread', '--part-label', disk, String(number), scheme.label]);
  effects.run(['udevadm', 'settle', '--timeout=30']);
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
    return `${number}: start=${startSector}, size=${sizeSectors}, type=${GPT_TYPES[scheme.fsType]}, name="${name}"`;
  });
  return [...(newTable ? ['label: gpt', ''] : []), ...lines, ''].join('\n');
}

function makeFileSystem(
  must: (argv: readonly string[]) => void,
  partition: PlannedPartition,
  sectorBytes: number,
): void {
  const { path, scheme } = partition;
  // ext4 writes its inode tables later, in the background: minutes saved on large disks
  const lazy = 'lazy_itable_init=1,lazy_journal_init=1,nodiscard';
  if (scheme.fsType === 'ext4')
    must(['mke2fs', '-q', '-F', '-t', 'ext4', '-E', lazy, '-L', scheme.label, path]);
  if (scheme.fsType === 'vfat') {
    const clusters = fat32ClusterSectors(partition.sizeSectors * sectorBytes, sectorBytes);
    const geometry = ['-F', '32', '-S', String(sectorBytes), '-s', String(clusters)];
    must(['mkfs.fat', ...geometry, '-n', fatLabel(scheme.label), path]);
  }
  if (scheme.fsType === 'swap') must(['mkswap', '-L', scheme.label, path]);
}

/** FAT labels have 11 capital characters. */
function fatLabel(label: string): string {
  return label.toUpperCase().slice(0, 11);
}

/**
 * Mounts everything below the target, parents first, and returns its fstab.
 * File systems are named by UUID: a second disk with the same labels cannot get in between.
 */
export function mountTarget(effects: Effects, plan: StoragePlan): string {
  const lines = [
    '# Written by the installer from the storage scheme. <device> <mount> <type> <options> <dump> <pass>',
  ];
  const mounted = plan.partitions.filter((partition) => partition.scheme.mount !== undefined);
  mounted.sort((a, b) => (a.scheme.mount! < b.scheme.mount! ? -1 : 1));
  for (const partition of mounted) {
    const { mount = '/', fsType, options } = partition.scheme;
    const place = mount === '/' ? PATHS.target : `${PATHS.target}${mount}`;
    effects.run(['mkdir', '-p', place]);
    const status = effects.run([
      'mount',
      '-t',
      fsType,
      '-o',
      installOptions(partition),
      partition.path,
      place,
    ]);
    if (status !== 0)
      throw new InstallFailure(`Cannot mount "${partition.path}" (${partition.scheme.label})`);
    const pass = mount === '/' ? 1 : 2;
    const usual = fsType === 'vfat' ? 'umask=0077' : mount === '/' ? 'errors=remount-ro' : 'defaults';
    lines.push(`UUID=${uuidOf(effects, partition)} ${mount} ${fsType} ${options ?? usual} 0 ${pass}`);
  }
  for (const partition of plan.partitions) {
    if (partition.scheme.fsType !== 'swap') continue;
    effects.run(['swapon', partition.path]);
    lines.push(`UUID=${uuidOf(effects, partition)} none swap ${partition.scheme.options ?? 'sw'} 0 0`);
  }
  return `${lines.join('\n')}\n`;
}

/** What is being made anew needs no safety against power loss: the installation starts over then. Kept data do. */
function installOptions(partition: PlannedPartition): string {
  return partition.kept || partition.scheme.fsType !== 'ext4'
    ? 'noatime'
    : 'noatime,nobarrier,data=writeback';
}

function uuidOf(effects: Effects, partition: PlannedPartition): string {
  const uuid = probeDevice(effects, partition.path)['UUID'];
  if (uuid === undefined)
    throw new InstallFailure(`"${partition.path}" (${partition.scheme.label}) holds no file system`);
  return uuid;
}
