import { DEFAULT_APPLIANCE, type DiskWish } from '../../build/recipe/recipe.ts';
import { DISK_FORMATS, fail, parseSize } from '../../model/mod.ts';
import type { BuildOptions } from './command.ts';

const MIB = 1024 * 1024;

/** What `--disk` and its companions ask for; undefined: no disk. @throws {BuildError} USAGE */
export function readDiskWish({
  disk,
  appliance,
  diskSize,
}: Pick<BuildOptions, 'disk' | 'appliance' | 'diskSize'>): DiskWish | undefined {
  if (disk.length === 0) {
    const alone = appliance !== undefined ? 'appliance' : diskSize !== undefined ? 'disk-size' : undefined;
    if (alone === undefined) return undefined;
    return fail('USAGE', `--${alone} is about a sealed disk`, undefined, 'Say how to write it: --disk raw');
  }
  const formats = [...new Set(disk)].map(
    (word) =>
      DISK_FORMATS.find((format) => format === word) ??
      fail('USAGE', `Disk format "${word}" is unknown`, undefined, `Known are: ${DISK_FORMATS.join(', ')}`),
  );
  const bytes = diskSize === undefined ? undefined : parseSize(diskSize);
  if (diskSize !== undefined && bytes === undefined)
    fail('USAGE', `"${diskSize}" after --disk-size is no size`, undefined, 'Write it like 64GiB');
  const sizeBytes = bytes === undefined ? undefined : Math.floor(bytes / MIB) * MIB;
  return { appliance: appliance ?? DEFAULT_APPLIANCE, formats, sizeBytes };
}
