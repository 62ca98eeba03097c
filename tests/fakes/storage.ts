import * as assert from 'uvu/assert';
import type { Disk, DiskPartition, SchemePartition } from '../../builder/model/mod.ts';
import type { StorageDirective, StorageKind } from '../../builder/render/storage/parse-directive.ts';
import { parseScheme } from '../../builder/render/storage/scheme.ts';

export const GIB = 2 ** 30;

/** Directives, one a line of "x.xml", with the element's name before. */
export function directivesOf(lines: readonly string[]): readonly StorageDirective[] {
  return lines.map((line, index) => ({
    name: line.slice(0, line.indexOf(' ')) as StorageKind,
    text: line.slice(line.indexOf(' ') + 1),
    place: { file: 'x.xml', line: index + 1 },
  }));
}

/** The scheme of such lines; all of it is right. */
export function schemeOf(...lines: readonly string[]): readonly SchemePartition[] {
  const { partitions, problems } = parseScheme(directivesOf(lines));
  assert.equal(problems, []);
  return partitions;
}

/** A disk that is empty, and was seen to be. */
export function disk(path: string, gib: number, over: Partial<Disk> = {}): Disk {
  return {
    ...{ path, sizeBytes: gib * GIB, sectorBytes: 512, model: '', readOnly: false, removable: false },
    ...{ inUse: false, table: 'none', look: { samples: 250 }, partitions: [] },
    ...over,
  };
}

/** A partition with ext4 on a disk with sectors of 512 bytes. */
export function part(
  path: string,
  label: string,
  startMiB: number,
  sizeMiB: number,
  over: Partial<DiskPartition> = {},
): DiskPartition {
  const number = Number(/\d+$/.exec(path)?.[0]);
  const place = { startSector: startMiB * 2048, sizeSectors: sizeMiB * 2048 };
  return { path, number, ...place, label, fsType: 'ext4', ...over };
}
