import {
  errorProblem,
  isData,
  type PlannedGroup,
  type Problem,
  type SchemePartition,
  type StorageContents,
} from '../../model/mod.ts';
import { contentTypeOf, damaged } from './find-arrays.ts';
import { formatBinarySize } from './format-binary-size.ts';
import { allotSizes } from './layout.ts';

/** What a volume group is made of: a partition or an array. */
export interface PhysicalVolume {
  readonly scheme: SchemePartition;
  readonly path: string;
  readonly kept: boolean;
  readonly sizeBytes: number;
}

export type GroupsResult = { readonly groups: readonly PlannedGroup[] } | { readonly problem: Problem };

/** Volumes have whole extents of this, and LVM keeps one at the start of a physical volume for itself. */
const EXTENT_BYTES = 4 * 2 ** 20;

/** Plans the volume groups: what is called `state-*` in kept ones stays, the rest is made in the space that is left. */
export function planGroups(
  scheme: readonly SchemePartition[],
  physical: readonly PhysicalVolume[],
  contents: StorageContents,
): GroupsResult {
  const names = [...new Set(physical.flatMap((volume) => volume.scheme.group ?? []))];
  const groups: PlannedGroup[] = [];
  for (const name of names) {
    const group = planGroup(
      name,
      scheme.filter(({ volumeOf }) => volumeOf === name),
      physical.filter((volume) => volume.scheme.group === name),
      contents,
    );
    if ('problem' in group) return group;
    groups.push(group);
  }
  return { groups };
}

function planGroup(
  name: string,
  items: readonly SchemePartition[],
  physical: readonly PhysicalVolume[],
  contents: StorageContents,
): PlannedGroup | { readonly problem: Problem } {
  const old = physical.filter(({ kept }) => kept);
  const found = old.length === 0 ? undefined : contents.groups[name];
  const stray = old.find(({ scheme }) => !found?.on.includes(scheme.label));
  if (stray !== undefined)
    return damaged(
      `"${stray.scheme.label}" (${stray.path}) is no physical volume of the volume group "${name}"`,
    );
  if (found?.partial) return damaged(`A physical volume of the volume group "${name}" is not there`);
  const volumes = found?.volumes ?? [];
  const keptVolumes = volumes.filter(({ name: label, unfinished }) => isData({ label }) && !unfinished);
  for (const volume of keptVolumes) {
    const item = items.find(({ label }) => label === volume.name);
    if (item === undefined) continue;
    const expected = contentTypeOf(item);
    if (volume.fsType !== expected)
      return damaged(
        `The logical volume "${volume.name}" in "${name}" holds ${volume.fsType || 'nothing that is known'}, not ${expected}`,
      );
  }
  const wholeBytes = physical.reduce(
    (sum, { sizeBytes }) => sum + Math.max(0, Math.floor(sizeBytes / EXTENT_BYTES) - 1) * EXTENT_BYTES,
    0,
  );
  const spaceBytes = wholeBytes - keptVolumes.reduce((sum, volume) => sum + volume.sizeBytes, 0);
  const wanted = items.filter(({ label }) => !keptVolumes.some((volume) => volume.name === label));
  const neededBytes = wanted.reduce(
    (sum, { minBytes }) => sum + Math.ceil(minBytes / EXTENT_BYTES) * EXTENT_BYTES,
    0,
  );
  if (neededBytes > spaceBytes)
    return {
      problem: errorProblem(
        'STORAGE_TOO_SMALL',
        `The volume group "${name}" has room for ${formatBinarySize(Math.max(0, spaceBytes))}, and its volumes need ${formatBinarySize(neededBytes)}`,
        undefined,
        'Use larger disks, or lower the sizes of the storage scheme',
      ),
    };
  const sizes = allotSizes(wanted, wholeBytes, spaceBytes, EXTENT_BYTES);
  return {
    name,
    kept: found !== undefined,
    devices: physical.map(({ path }) => path),
    added: found === undefined ? [] : physical.filter(({ kept }) => !kept).map(({ path }) => path),
    deleted: volumes.filter((volume) => !keptVolumes.includes(volume)).map((volume) => volume.name),
    volumes: items.map((item) => {
      const kept = keptVolumes.find((volume) => volume.name === item.label);
      return {
        scheme: item,
        kept: kept !== undefined,
        sizeBytes: kept?.sizeBytes ?? sizes[wanted.indexOf(item)]!,
      };
    }),
  };
}
