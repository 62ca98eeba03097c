import { type SchemePartition, SYSTEM_SET } from '../../model/mod.ts';

/** How many disks a scheme needs at least: of each set the most that one of its partitions, arrays or groups asks for. */
export function countDisks(scheme: readonly SchemePartition[]): number {
  const sets = new Map<string, number>([[SYSTEM_SET, 1]]);
  for (const { on = SYSTEM_SET, raid, volumeOf } of scheme)
    if (volumeOf === undefined) sets.set(on, Math.max(sets.get(on) ?? 1, raid?.least ?? 1));
  return [...sets.values()].reduce((sum, count) => sum + count, 0);
}
