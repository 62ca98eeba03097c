import { disksOf, type SchemePartition, type StoragePlan } from '../../model/mod.ts';
import { fat32ClusterSectors } from '../../render/storage/fat.ts';
import { listPlaces } from '../../render/storage/list-places.ts';
import { probeDevice } from '../machine/disks.ts';
import { type Effects, mustRun } from '../machine/effects.ts';

/** Makes every file system of a plan that is not kept; what they lie on is there and open. */
export function makeFileSystems(effects: Effects, plan: StoragePlan): void {
  for (const { kept, scheme, path } of listPlaces(plan))
    if (!kept && scheme.fsType !== 'vfat') makeFileSystem(effects, scheme, path);
  makeFats(effects, plan);
}

function makeFileSystem(effects: Effects, { fsType, label }: SchemePartition, path: string): void {
  // ext4 writes its inode tables later, in the background: minutes saved on large disks
  const lazy = 'lazy_itable_init=1,lazy_journal_init=1,nodiscard';
  if (fsType === 'ext4')
    mustRun(effects, ['mke2fs', '-q', '-F', '-t', 'ext4', '-E', lazy, '-L', label, path]);
  // Labels of xfs have 12 characters
  if (fsType === 'xfs') mustRun(effects, ['mkfs.xfs', '-q', '-f', '-K', '-L', label.slice(0, 12), path]);
  if (fsType === 'swap') mustRun(effects, ['mkswap', '-L', label, path]);
}

/** Those with one label on several disks have one identity: whichever disk is there, it is the one to mount. */
function makeFats(effects: Effects, plan: StoragePlan): void {
  const ids = new Map<string, string>();
  for (const { disk, partitions } of disksOf(plan)) {
    const { sectorBytes } = disk;
    for (const { path, kept, scheme, sizeSectors } of partitions) {
      if (kept || scheme.fsType !== 'vfat') continue;
      const clusters = fat32ClusterSectors(sizeSectors * sectorBytes, sectorBytes);
      const geometry = ['-F', '32', '-S', String(sectorBytes), '-s', String(clusters)];
      const id = ids.get(scheme.label);
      const identity = id === undefined ? [] : ['-i', id];
      mustRun(effects, ['mkfs.fat', ...geometry, ...identity, '-n', fatLabel(scheme.label), path]);
      if (scheme.each && id === undefined)
        ids.set(scheme.label, (probeDevice(effects, path)['UUID'] ?? '').replace('-', ''));
    }
  }
}

/** FAT labels have 11 capital characters. */
function fatLabel(label: string): string {
  return label.toUpperCase().slice(0, 11);
}
