import type { Disk, DiskPartition, PlannedPartition, SchemePartition } from '../../model/mod.ts';

/** Partitions start at multiples of this, and a GPT's two tables get as much at either end. */
export const ALIGN_BYTES = 2 ** 20;

/** Free space between what stays. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly members: SchemePartition[];
}

export function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGN_BYTES) * ALIGN_BYTES;
}

/** Free space in bytes that the minimum sizes already placed in the gap leave. */
export function freeIn(gap: Gap): number {
  return gap.end - gap.start - gap.members.reduce((sum, member) => sum + alignUp(member.minBytes), 0);
}

/** @param limitBytes nothing new lies behind this: all disks of a set are used as the smallest is */
export function findGaps(disk: Disk, kept: readonly DiskPartition[], limitBytes: number): Gap[] {
  const gaps: Gap[] = [];
  let start = ALIGN_BYTES;
  const end = Math.floor(Math.min(disk.sizeBytes, limitBytes) / ALIGN_BYTES) * ALIGN_BYTES - ALIGN_BYTES;
  for (const partition of [...kept].sort((a, b) => a.startSector - b.startSector)) {
    const from = Math.floor((partition.startSector * disk.sectorBytes) / ALIGN_BYTES) * ALIGN_BYTES;
    if (Math.min(from, end) > start) gaps.push({ start, end: Math.min(from, end), members: [] });
    start = alignUp((partition.startSector + partition.sizeSectors) * disk.sectorBytes);
  }
  if (end > start) gaps.push({ start, end, members: [] });
  return gaps;
}

/**
 * Sizes of things that share a space: minimum sizes first, then wanted sizes and shares as far as they fit, then the rest
 * to the one that grows.
 *
 * @param wholeBytes what shares are of
 * @param spaceBytes what there is for all of them; their minimum sizes fit
 */
export function allotSizes(
  items: readonly SchemePartition[],
  wholeBytes: number,
  spaceBytes: number,
  unitBytes: number,
): number[] {
  const least = items.map(({ minBytes }) => Math.ceil(minBytes / unitBytes) * unitBytes);
  let spare = spaceBytes - least.reduce((sum, size) => sum + size, 0);
  const sizes = items.map(({ share = 0, wantBytes = 0 }, index) => {
    const part = Math.floor((wholeBytes * share) / unitBytes) * unitBytes;
    const wish = Math.max(part, Math.ceil(wantBytes / unitBytes) * unitBytes);
    const extra = Math.min(spare, Math.max(0, wish - least[index]!));
    spare -= extra;
    return least[index]! + extra;
  });
  const grows = items.findIndex(({ rest }) => rest);
  if (grows >= 0) sizes[grows] = sizes[grows]! + spare;
  return sizes;
}

/** Makes partitions of what the gaps hold, with numbers that are free. */
export function placeInGaps(
  disk: Disk,
  gaps: readonly Gap[],
  kept: readonly DiskPartition[],
  wholeBytes: number,
): PlannedPartition[] {
  const taken = new Set(kept.map((partition) => partition.number));
  const made: PlannedPartition[] = [];
  let number = 1;
  for (const gap of gaps) {
    const sizes = allotSizes(gap.members, wholeBytes, gap.end - gap.start, ALIGN_BYTES);
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

/** Names ending in a digit put a "p" before the partition's number: /dev/nvme0n1p2, /dev/sda2. */
export function partitionPath(disk: string, number: number): string {
  return /\d$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}
