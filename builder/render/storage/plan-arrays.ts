import {
  errorProblem,
  type PlannedArray,
  type PlannedPartition,
  type Problem,
  type SchemePartition,
  type StorageContents,
} from '../../model/mod.ts';
import { contentTypeOf, damaged, type FoundArray, isEnough } from './find-arrays.ts';

export type PlannedArrays = { readonly arrays: readonly PlannedArray[] } | { readonly problem: Problem };

/**
 * Plans the arrays of a scheme over the partitions of all disks.
 *
 * @param found those that hold data already
 */
export function planArrays(
  scheme: readonly SchemePartition[],
  partitions: readonly PlannedPartition[],
  found: readonly FoundArray[],
  contents: StorageContents,
): PlannedArrays {
  const arrays: PlannedArray[] = [];
  for (const item of scheme.filter(({ raid }) => raid !== undefined)) {
    const array = planArray(
      item,
      `/dev/md${arrays.length}`,
      partitions.filter((partition) => partition.scheme.label === item.label),
      found.find(({ label }) => label === item.label),
    );
    if ('problem' in array) return array;
    arrays.push(array);
  }
  return findWrongContents(arrays, contents) ?? { arrays };
}

/** @param partitions that are its members, or will be */
function planArray(
  item: SchemePartition,
  path: string,
  partitions: readonly PlannedPartition[],
  found: FoundArray | undefined,
): PlannedArray | { readonly problem: Problem } {
  const made = partitions.filter(({ kept }) => !kept).map((partition) => partition.path);
  if (found !== undefined) {
    const members = found.present.map((partition) => partition.path);
    const added = [...found.stale.map((partition) => partition.path), ...made];
    return { path, scheme: item, kept: true, level: found.level, devices: found.devices, members, added };
  }
  const level = `raid${item.raid!.level}`;
  const devices = Math.max(made.length, item.raid!.least);
  const roles = made.map((_, index) => index);
  if (!isEnough(level, devices, roles))
    return {
      problem: errorProblem(
        'STORAGE_DISK',
        `The array "${item.label}" (RAID ${item.raid!.level}) needs ${devices} disks, and ${made.length} of them are there`,
        undefined,
        'Put in the disks that are missing, or name others',
      ),
    };
  return { path, scheme: item, kept: false, level, devices, members: made, added: [] };
}

function findWrongContents(
  arrays: readonly PlannedArray[],
  contents: StorageContents,
): { readonly problem: Problem } | undefined {
  for (const { kept, scheme, path, members } of arrays) {
    if (!kept) continue;
    const [holds, wanted] = [contents.arrays[scheme.label], contentTypeOf(scheme)];
    if (holds === undefined)
      return damaged(
        `The array "${scheme.label}" cannot be assembled of ${members.join(', ')}: see the installer's log`,
      );
    if (holds !== wanted)
      return damaged(
        `The array "${scheme.label}" (${path}) holds ${holds || 'nothing that is known'}, not ${wanted}`,
      );
  }
  return undefined;
}

/** Room in an array, at least: its members lose a little to what describes it. */
export function capacityOf(
  { members, level, devices }: PlannedArray,
  partitions: readonly { readonly path: string; readonly sizeBytes: number }[],
): number {
  const sizes = partitions.filter(({ path }) => members.includes(path)).map(({ sizeBytes }) => sizeBytes);
  const smallest = Math.min(...sizes);
  const usable = smallest - Math.ceil(smallest / 512) - 4 * 2 ** 20;
  const data = { raid1: 1, raid5: devices - 1, raid6: devices - 2 }[level] ?? devices / 2;
  return Math.floor(usable * data);
}
