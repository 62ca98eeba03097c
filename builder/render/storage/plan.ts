import {
  type Disk,
  type DiskPartition,
  errorProblem,
  isData,
  type PlannedPartition,
  type Problem,
  type SchemePartition,
  type StorageAnswers,
  type StoragePlan,
} from '../../model/mod.ts';
import { chooseDisk, classifyDisk, describeDisk } from './choose-disk.ts';
import { leastFat32Bytes } from './fat.ts';
import { formatBinarySize } from './format-binary-size.ts';

export type StoragePlanResult = { readonly plan: StoragePlan } | { readonly problem: Problem };

/** Partitions start at multiples of this, and a GPT's two tables get as much at either end. */
const ALIGN_BYTES = 2 ** 20;

interface Gap {
  start: number;
  end: number;
  members: SchemePartition[];
}

/**
 * Computes the whole partitioning of one disk; writes nothing. Partitions named `state-*` that are found stay
 * where they are; all other Cairn partitions are made anew in the space between; unknown disks are refused.
 *
 * @returns the plan, or why there is none (STORAGE_DISK, STORAGE_CHANGED, STORAGE_DATA, STORAGE_TOO_SMALL)
 */
export function planStorage(
  disks: readonly Disk[],
  given: readonly SchemePartition[],
  answers: StorageAnswers,
): StoragePlanResult {
  const neededBytes = (sectorBytes: number): number =>
    fitScheme(given, sectorBytes).reduce((sum, { minBytes }) => sum + alignUp(minBytes), 2 * ALIGN_BYTES);
  const choice = chooseDisk(disks, answers, neededBytes);
  if ('problem' in choice) return choice;
  const disk = choice.disk;
  const scheme = fitScheme(given, disk.sectorBytes);
  const newTable = classifyDisk(disk) !== 'cairn';
  const found = newTable ? [] : disk.partitions;
  const kept = found.filter(isData);
  const deleted = found.filter((partition) => !kept.includes(partition)).map((partition) => partition.number);
  const elsewhere = findStateElsewhere(disks, disk).filter(
    (old) => !kept.some((own) => own.label === old.label),
  );
  const damaged = findDamaged([...kept, ...elsewhere], scheme);
  if (damaged !== undefined) return { problem: damaged };
  const wanted = scheme.filter(
    (partition) => ![...kept, ...elsewhere].some((old) => old.label === partition.label),
  );
  const gaps = findGaps(disk, kept);
  for (const partition of wanted) {
    const gap = gaps.find((candidate) => free(candidate) >= alignUp(partition.minBytes));
    if (gap === undefined) return { problem: tooSmall(disk, partition, kept) };
    gap.members.push(partition);
  }
  const made = placeInGaps(disk, gaps, kept);
  const partitions = [...[...kept, ...elsewhere].flatMap((old) => keepPartition(old, scheme)), ...made].sort(
    (a, b) => a.startSector - b.startSector,
  );
  return {
    plan: {
      disk,
      newTable,
      deleted,
      partitions,
      text: describePlan(choice, newTable, found, [...kept, ...elsewhere], partitions),
    },
  };
}

/** Firmware finds nothing in a FAT32 that is smaller than FAT32 can be, and that depends on the disk's sectors. */
function fitScheme(scheme: readonly SchemePartition[], sectorBytes: number): SchemePartition[] {
  return scheme.map((partition) =>
    partition.fsType === 'vfat'
      ? { ...partition, minBytes: Math.max(partition.minBytes, leastFat32Bytes(sectorBytes)) }
      : partition,
  );
}

/** A machine's data may live on a second disk of ours: it is kept and mounted, never made again. */
function findStateElsewhere(disks: readonly Disk[], chosen: Disk): DiskPartition[] {
  return disks
    .filter((disk) => disk !== chosen && !disk.inUse && classifyDisk(disk) === 'cairn')
    .flatMap((disk) => disk.partitions.filter(isData));
}

/** Data that cannot be mounted are for people to look at, before anything is written. */
function findDamaged(
  kept: readonly DiskPartition[],
  scheme: readonly SchemePartition[],
): Problem | undefined {
  for (const old of kept) {
    const wanted = scheme.find(({ label }) => label === old.label);
    if (wanted === undefined || wanted.fsType === old.fsType) continue;
    return errorProblem(
      'STORAGE_DATA',
      `The data partition "${old.label}" (${old.path}) holds ${old.fsType ?? 'nothing that is known'}, not ${wanted.fsType}`,
      undefined,
      'Nothing was written. Look at it in the rescue system; repair it, or delete the partition if its contents may be lost',
    );
  }
  return undefined;
}

function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGN_BYTES) * ALIGN_BYTES;
}

/** Free space in bytes that the minimum sizes already placed in the gap leave. */
function free(gap: Gap): number {
  return gap.end - gap.start - gap.members.reduce((sum, member) => sum + alignUp(member.minBytes), 0);
}

function findGaps(disk: Disk, kept: readonly DiskPartition[]): Gap[] {
  const gaps: Gap[] = [];
  let start = ALIGN_BYTES;
  const end = Math.floor(disk.sizeBytes / ALIGN_BYTES) * ALIGN_BYTES - ALIGN_BYTES;
  for (const partition of [...kept].sort((a, b) => a.startSector - b.startSector)) {
    const from = Math.floor((partition.startSector * disk.sectorBytes) / ALIGN_BYTES) * ALIGN_BYTES;
    if (from > start) gaps.push({ start, end: from, members: [] });
    start = alignUp((partition.startSector + partition.sizeSectors) * disk.sectorBytes);
  }
  if (end > start) gaps.push({ start, end, members: [] });
  return gaps;
}

/** Minimum sizes first, then wanted sizes and shares of the disk as far as they fit, then the rest to the one that grows. */
function placeInGaps(disk: Disk, gaps: readonly Gap[], kept: readonly DiskPartition[]): PlannedPartition[] {
  const taken = new Set(kept.map((partition) => partition.number));
  const made: PlannedPartition[] = [];
  let number = 1;
  for (const gap of gaps) {
    let spare = free(gap);
    const sizes = gap.members.map((member) => {
      const part = Math.floor((disk.sizeBytes * (member.share ?? 0)) / ALIGN_BYTES) * ALIGN_BYTES;
      const wish = Math.max(part, alignUp(member.wantBytes ?? 0));
      const extra = Math.min(spare, Math.max(0, wish - alignUp(member.minBytes)));
      spare -= extra;
      return alignUp(member.minBytes) + extra;
    });
    const grows = gap.members.findIndex((member) => member.rest);
    if (grows >= 0) sizes[grows] = sizes[grows]! + spare;
    let start = gap.start;
    for (const [index, scheme] of gap.members.entries()) {
      while (taken.has(number)) number += 1;
      taken.add(number);
      const size = sizes[index]!;
      made.push({
        path: partitionPath(disk.path, number),
        number,
        startSector: start / disk.sectorBytes,
        sizeSectors: size / disk.sectorBytes,
        scheme,
        kept: false,
      });
      start += size;
    }
  }
  return made;
}

/** A kept partition that the scheme does not name stays, but is not mounted. */
function keepPartition(old: DiskPartition, scheme: readonly SchemePartition[]): PlannedPartition[] {
  const wanted = scheme.find((partition) => partition.label === old.label);
  if (wanted === undefined) return [];
  return [
    {
      path: old.path,
      number: old.number,
      startSector: old.startSector,
      sizeSectors: old.sizeSectors,
      scheme: wanted,
      kept: true,
    },
  ];
}

/** Names ending in a digit put a "p" before the partition's number: /dev/nvme0n1p2, /dev/sda2. */
export function partitionPath(disk: string, number: number): string {
  return /\d$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}

function tooSmall(disk: Disk, partition: SchemePartition, kept: readonly DiskPartition[]): Problem {
  const beside = kept.length === 0 ? '' : ` beside ${kept.map((old) => old.label).join(', ')}`;
  return errorProblem(
    'STORAGE_TOO_SMALL',
    `The disk "${disk.path}" (${formatBinarySize(disk.sizeBytes)}) has no room for "${partition.label}" of at least ${formatBinarySize(partition.minBytes)}${beside}`,
    undefined,
    'Use a larger disk, or lower the sizes of the storage scheme',
  );
}

function describePlan(
  { disk, why }: { readonly disk: Disk; readonly why: string },
  newTable: boolean,
  found: readonly DiskPartition[],
  kept: readonly DiskPartition[],
  partitions: readonly PlannedPartition[],
): string[] {
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
    const mounted = partitions.find((partition) => partition.path === old.path)?.scheme.mount;
    lines.push(
      `  keep    ${old.path}  ${old.label}  ${size(old.sizeSectors)}  ${mounted ?? '(not mounted)'}`,
    );
  }
  for (const made of partitions) {
    if (made.kept) continue;
    const { label, fsType, mount } = made.scheme;
    lines.push(
      `  create  ${made.path}  ${label}  ${size(made.sizeSectors)}  ${fsType}${mount === undefined ? '' : `  ${mount}`}`,
    );
  }
  return lines;
}
