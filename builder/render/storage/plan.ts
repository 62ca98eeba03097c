import {
  type Disk,
  type DiskPartition,
  type DiskPlan,
  errorProblem,
  isData,
  type PlannedPartition,
  type Problem,
  type SchemePartition,
  type StorageAnswers,
  type StorageContents,
  type StoragePlan,
} from '../../model/mod.ts';
import { classifyDisk, listOurs } from './choose-disk.ts';
import { type ChosenDisk, chooseSet, type DiskSet, listSets } from './choose-set.ts';
import { type DescribedDisk, describeArray, describeDiskPlan, describeGroup } from './describe-plan.ts';
import { leastFat32Bytes } from './fat.ts';
import { contentTypeOf, damaged, type FoundArray, findArrays, RAID_MEMBER } from './find-arrays.ts';
import { formatBinarySize } from './format-binary-size.ts';
import { ALIGN_BYTES, alignUp, findGaps, freeIn, placeInGaps } from './layout.ts';
import { capacityOf, planArrays } from './plan-arrays.ts';
import { type PhysicalVolume, planGroups } from './plan-groups.ts';

export type StoragePlanResult = { readonly plan: StoragePlan } | { readonly problem: Problem };

const NO_CONTENTS: StorageContents = { arrays: {}, opened: {}, groups: {} };

/** A disk's part, with what it takes to tell of it. */
type LaidOut = DiskPlan & DescribedDisk;

/**
 * Computes the whole partitioning; writes nothing. What is called `state-*` and is found stays where it is; all else of
 * Cairn's is made anew in the space between; unknown disks are refused.
 *
 * @param contents what was found in arrays, volume groups and encrypted devices
 * @returns the plan, or why there is none (STORAGE_DISK, STORAGE_CHANGED, STORAGE_DATA, STORAGE_TOO_SMALL)
 */
export function planStorage(
  disks: readonly Disk[],
  scheme: readonly SchemePartition[],
  answers: StorageAnswers,
  contents: StorageContents = NO_CONTENTS,
): StoragePlanResult {
  const found = findArrays(disks, scheme);
  if ('problem' in found) return found;
  const sets = listSets(scheme);
  const choices: { readonly set: DiskSet; readonly chosen: readonly ChosenDisk[] }[] = [];
  const taken: Disk[] = [];
  for (const set of sets) {
    const free = disks.filter((disk) => !taken.includes(disk));
    const kept = found.arrays.filter(({ label }) => set.items.some((item) => item.label === label));
    const devices = kept.length === 0 ? undefined : Math.max(...kept.map((array) => array.devices));
    const choice = chooseSet(free, set, sets, answers, neededBytes(set.items, found.arrays), devices);
    if ('problem' in choice) return choice;
    choices.push({ set, chosen: choice.chosen });
    taken.push(...choice.chosen.map(({ disk }) => disk));
  }
  const elsewhere = findStateElsewhere(disks, taken);
  const laidOut: LaidOut[] = [];
  for (const { set, chosen } of choices) {
    const limitBytes = Math.min(...chosen.map(({ disk }) => disk.sizeBytes));
    for (const [index, choice] of chosen.entries()) {
      const given = { set, choice, limitBytes, elsewhere, isFirstOfSet: index === 0 };
      const laid = layOut(given, scheme, found.arrays, laidOut);
      if ('problem' in laid) return laid;
      laidOut.push(laid);
    }
  }
  return assemble(laidOut, scheme, found.arrays, contents);
}

/** Least size of a disk of a set. */
function neededBytes(
  items: readonly SchemePartition[],
  arrays: readonly FoundArray[],
): (sectorBytes: number) => number {
  return (sectorBytes) =>
    fitScheme(items, sectorBytes, arrays).reduce(
      (sum, { minBytes }) => sum + alignUp(minBytes),
      2 * ALIGN_BYTES,
    );
}

/**
 * Firmware finds nothing in a FAT32 that is smaller than FAT32 can be, and that depends on the disk's sectors. A new
 * member of an array is as large as the others.
 */
function fitScheme(
  scheme: readonly SchemePartition[],
  sectorBytes: number,
  arrays: readonly FoundArray[],
): SchemePartition[] {
  return scheme.map((item) => {
    const array = arrays.find(({ label }) => label === item.label);
    const memberBytes =
      array === undefined
        ? 0
        : Math.min(...array.present.map(({ sizeSectors }) => sizeSectors * sectorBytes));
    const fatBytes = item.fsType === 'vfat' ? leastFat32Bytes(sectorBytes) : 0;
    const minBytes = Math.max(item.minBytes, memberBytes, fatBytes);
    return minBytes === item.minBytes ? item : { ...item, minBytes };
  });
}

interface LayOutInput {
  readonly set: DiskSet;
  readonly choice: ChosenDisk;
  readonly limitBytes: number;
  /** Data on disks that are not installed on. */
  readonly elsewhere: readonly DiskPartition[];
  readonly isFirstOfSet: boolean;
}

/** One disk. @param before those that are laid out already */
function layOut(
  { set, choice, limitBytes, elsewhere: others, isFirstOfSet }: LayOutInput,
  all: readonly SchemePartition[],
  arrays: readonly FoundArray[],
  before: readonly LaidOut[],
): LaidOut | { readonly problem: Problem } {
  const { disk } = choice;
  const scheme = fitScheme(set.items, disk.sectorBytes, arrays);
  const newTable = classifyDisk(disk) !== 'cairn';
  const found = newTable ? [] : disk.partitions;
  const kept = found.filter(isData);
  const deleted = found.filter((partition) => !kept.includes(partition)).map((partition) => partition.number);
  // They are mounted once: they stand with the first disk
  const elsewhere =
    before.length > 0 ? [] : others.filter((old) => !kept.some((own) => own.label === old.label));
  const stays = [...kept, ...elsewhere];
  const wrong = findDamaged(stays, all);
  if (wrong !== undefined) return wrong;
  const wanted = scheme.filter((item) => {
    if (stays.some((old) => old.label === item.label)) return false;
    if (item.raid === undefined)
      return item.each === true || (isFirstOfSet && !others.some((old) => old.label === item.label));
    return lacksMember(
      arrays.find(({ label }) => label === item.label),
      before,
    );
  });
  const gaps = findGaps(disk, kept, limitBytes);
  for (const partition of wanted) {
    const gap = gaps.find((candidate) => freeIn(candidate) >= alignUp(partition.minBytes));
    if (gap === undefined) return { problem: tooSmall(disk, partition, kept) };
    gap.members.push(partition);
  }
  const made = placeInGaps(disk, gaps, kept, limitBytes);
  const partitions = [...stays.flatMap((old) => keepPartition(old, all)), ...made].sort(
    (a, b) => a.startSector - b.startSector,
  );
  return { disk, why: choice.why, newTable, found, deleted, kept: stays, partitions };
}

/** Whether an array has room for one more; one that is made anew has a member on every disk. */
function lacksMember(array: FoundArray | undefined, before: readonly LaidOut[]): boolean {
  if (array === undefined) return true;
  const made = before
    .flatMap(({ partitions }) => partitions)
    .filter(({ scheme, kept }) => scheme.label === array.label && !kept);
  return array.present.length + array.stale.length + made.length < array.devices;
}

/** A machine's data may live on a disk of ours that is not installed on: they are kept and mounted, never made again. */
function findStateElsewhere(disks: readonly Disk[], taken: readonly Disk[]): DiskPartition[] {
  return listOurs(disks)
    .filter((disk) => !taken.includes(disk))
    .flatMap((disk) => disk.partitions.filter(isData));
}

/** Data that cannot be mounted are for people to look at, before anything is written. */
function findDamaged(
  kept: readonly DiskPartition[],
  scheme: readonly SchemePartition[],
): { readonly problem: Problem } | undefined {
  for (const old of kept) {
    const item = scheme.find(({ label }) => label === old.label);
    if (item === undefined) continue;
    const wanted = item.raid === undefined ? contentTypeOf(item) : RAID_MEMBER;
    if (wanted === old.fsType) continue;
    return damaged(
      `The data partition "${old.label}" (${old.path}) holds ${old.fsType ?? 'nothing that is known'}, not ${wanted}`,
    );
  }
  return undefined;
}

/** A kept partition that the scheme does not name stays, but is not mounted. */
function keepPartition(old: DiskPartition, scheme: readonly SchemePartition[]): PlannedPartition[] {
  const wanted = scheme.find((partition) => partition.label === old.label);
  if (wanted === undefined) return [];
  const { path, number, startSector, sizeSectors } = old;
  return [{ path, number, startSector, sizeSectors, scheme: wanted, kept: true }];
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

/** What lies over several disks, and the text of it all. */
function assemble(
  laidOut: readonly LaidOut[],
  scheme: readonly SchemePartition[],
  found: readonly FoundArray[],
  contents: StorageContents,
): StoragePlanResult {
  const partitions = laidOut.flatMap((disk) =>
    disk.partitions.map((partition) => ({
      ...partition,
      sizeBytes: partition.sizeSectors * disk.disk.sectorBytes,
    })),
  );
  const assembled = planArrays(scheme, partitions, found, contents);
  if ('problem' in assembled) return assembled;
  const { arrays } = assembled;
  const devices: readonly PhysicalVolume[] = [
    ...partitions.filter((partition) => partition.scheme.raid === undefined),
    ...arrays.map((array) => ({ ...array, sizeBytes: capacityOf(array, partitions) })),
  ];
  const sealed = findSealed(devices, contents);
  if (sealed !== undefined) return sealed;
  const physical = devices.filter((device) => device.scheme.group !== undefined);
  const grouped = planGroups(scheme, physical, contents);
  if ('problem' in grouped) return grouped;
  const { groups } = grouped;
  const sealedVolume = findSealed(
    groups.flatMap(({ volumes }) => volumes),
    contents,
  );
  if (sealedVolume !== undefined) return sealedVolume;
  const [first, ...others] = laidOut.map(
    ({ disk, newTable, deleted, partitions: own }): DiskPlan => ({
      disk,
      newTable,
      deleted,
      partitions: own,
    }),
  );
  const text = [
    ...laidOut.flatMap(describeDiskPlan),
    ...(arrays.length + groups.length === 0 ? [] : ['over these disks:']),
    ...arrays.map(describeArray),
    ...groups.flatMap(describeGroup),
  ];
  return { plan: { ...first!, others, arrays, groups, text } };
}

/** Kept data that their key does not open, or with something else inside than is wanted. */
function findSealed(
  items: readonly { readonly scheme: SchemePartition; readonly kept: boolean }[],
  { opened }: StorageContents,
): { readonly problem: Problem } | undefined {
  const sealed = items.find(
    ({ kept, scheme: { key, label, fsType } }) => kept && key !== undefined && opened[label] !== fsType,
  );
  if (sealed === undefined) return undefined;
  const { label, fsType } = sealed.scheme;
  const inside = opened[label];
  return damaged(
    inside === undefined
      ? `The key of "${label}" does not open it: it was encrypted with another one`
      : `"${label}" holds ${inside || 'nothing that is known'}, encrypted, not ${fsType}`,
  );
}
