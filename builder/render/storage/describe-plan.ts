import type {
  Disk,
  DiskPartition,
  PlannedArray,
  PlannedGroup,
  PlannedPartition,
  SchemePartition,
} from '../../model/mod.ts';
import { describeDisk } from './choose-disk.ts';
import { formatBinarySize } from './format-binary-size.ts';

/** What a disk's part of the plan is told by. */
export interface DescribedDisk {
  readonly disk: Disk;
  readonly why: string;
  readonly newTable: boolean;
  /** What was on it. */
  readonly found: readonly DiskPartition[];
  /** Of that, and of other disks, what stays. */
  readonly kept: readonly DiskPartition[];
  readonly partitions: readonly PlannedPartition[];
}

/** A disk's part of the plan, for people. */
export function describeDiskPlan({ disk, why, newTable, found, kept, partitions }: DescribedDisk): string[] {
  const size = (sectors: number): string => formatBinarySize(sectors * disk.sectorBytes);
  const lines = [
    describeDisk(disk),
    `  taken: ${why}`,
    newTable ? '  write a new GPT partition table' : '  keep the partition table',
  ];
  for (const old of found) {
    if (!kept.includes(old)) lines.push(`  delete  ${old.path}  ${old.label}  ${size(old.sizeSectors)}`);
  }
  for (const old of kept) {
    const planned = partitions.find((partition) => partition.path === old.path)?.scheme;
    const use = planned === undefined ? '(not mounted)' : describeUse(planned);
    lines.push(`  keep    ${old.path}  ${old.label}  ${size(old.sizeSectors)}  ${use}`);
  }
  for (const made of partitions) {
    if (made.kept) continue;
    const { scheme } = made;
    const use = scheme.raid === undefined ? describeContent(scheme) : describeUse(scheme);
    lines.push(`  create  ${made.path}  ${scheme.label}  ${size(made.sizeSectors)}  ${use}`);
  }
  return lines;
}

/** Where it is seen from: its mount point, or what it is a part of. */
function describeUse({ raid, group, mount }: SchemePartition): string {
  if (raid !== undefined) return 'member of an array';
  if (group !== undefined) return `part of the volume group ${group}`;
  return mount ?? '(not mounted)';
}

/** "ext4  /srv", "encrypted ext4  /srv". */
function describeContent({ fsType, group, mount, key }: SchemePartition): string {
  if (group !== undefined) return `part of the volume group ${group}`;
  return `${key === undefined ? '' : 'encrypted '}${fsType}${mount === undefined ? '' : `  ${mount}`}`;
}

/** "keep    /dev/md0  state-data  RAID 5 of 3, 1 missing: /dev/sdb1 /dev/sdc1  ext4  /srv". */
export function describeArray({ path, scheme, kept, level, devices, members, added }: PlannedArray): string {
  const missing = devices - members.length - added.length;
  const degraded = missing > 0 ? `, ${missing} missing` : '';
  const more = added.length === 0 ? '' : `, adding ${added.join(' ')}`;
  return `  ${kept ? 'keep  ' : 'create'}  ${path}  ${scheme.label}  RAID ${level.replace('raid', '')} of ${devices}${degraded}: ${members.join(' ')}${more}  ${describeContent(scheme)}`;
}

/** A volume group and what is in it. */
export function describeGroup({ name, kept, devices, deleted, volumes }: PlannedGroup): string[] {
  return [
    `  ${kept ? 'keep  ' : 'create'}  volume group ${name}: ${devices.join(' ')}`,
    ...deleted.map((volume) => `  delete  ${name}/${volume}`),
    ...volumes.map(
      (volume) =>
        `  ${volume.kept ? 'keep  ' : 'create'}  ${name}/${volume.scheme.label}  ${formatBinarySize(volume.sizeBytes)}  ${describeContent(volume.scheme)}`,
    ),
  ];
}
