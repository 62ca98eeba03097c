import {
  type Disk,
  type FoundGroup,
  isData,
  type SchemePartition,
  type StorageContents,
} from '../../model/mod.ts';
import { listOurs } from '../../render/storage/choose-disk.ts';
import { findArrays } from '../../render/storage/find-arrays.ts';
import { openedPath, volumePath } from '../../render/storage/list-places.ts';
import { probeDevice } from '../machine/disks.ts';
import { capture, type Effects } from '../machine/effects.ts';
import {
  assembleArray,
  closeStorage,
  lvm,
  openEncrypted,
  openGroup,
  UNFINISHED_TAG,
} from './open-storage.ts';

/**
 * Looks into arrays, volume groups and encrypted devices of a scheme that hold data, without writing to them; all are
 * closed before, and are closed again. What cannot be opened is not in the result, and the plan says what that means.
 */
export function inspectStorage(
  effects: Effects,
  disks: readonly Disk[],
  scheme: readonly SchemePartition[],
): StorageContents {
  const found = findArrays(disks, scheme);
  if ('problem' in found) return { arrays: {}, opened: {}, groups: {} };
  try {
    // Devices of kept things by their labels, from the disks up
    const devices = new Map<string, string>();
    const partitions = listOurs(disks).flatMap((disk) => disk.partitions);
    for (const { label, path, member } of partitions.filter(isData))
      if (member === undefined) devices.set(label, path);
    const arrays: Record<string, string> = {};
    for (const [index, { label }] of scheme.filter(({ raid }) => raid !== undefined).entries()) {
      const array = found.arrays.find((each) => each.label === label);
      const members = array?.present.map(({ path }) => path) ?? [];
      const path = `/dev/md${index}`;
      if (array === undefined || !assembleArray(effects, { path, members }, { readOnly: true })) continue;
      devices.set(label, path);
      arrays[label] = probeDevice(effects, path)['TYPE'] ?? '';
    }
    const groups = readGroups(effects, scheme, devices);
    return { arrays, groups, opened: readEncrypted(effects, scheme, devices) };
  } finally {
    closeStorage(effects, scheme);
  }
}

/** Opens the volume groups that lie on kept devices, and adds their volumes to the devices. */
function readGroups(
  effects: Effects,
  scheme: readonly SchemePartition[],
  devices: Map<string, string>,
): Record<string, FoundGroup> {
  const physical = scheme.filter(({ group, label }) => group !== undefined && devices.has(label));
  const paths = physical.map(({ label }) => devices.get(label)!);
  if (paths.length === 0) return {};
  const ask = (command: string, fields: string): string[][] => {
    const words = ['--noheadings', '--separator=,', '--units=b', '--nosuffix', '-o', fields];
    const text = capture(effects, lvm(command, paths, ...words)) ?? '';
    return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim().split(',')]));
  };
  const groups: Record<string, FoundGroup> = {};
  for (const [path = '', name = '', missing = '0'] of ask('pvs', 'pv_name,vg_name,vg_missing_pv_count')) {
    const label = physical.find((item) => devices.get(item.label) === path)?.label;
    if (name === '' || label === undefined) continue;
    const on = [...(groups[name]?.on ?? []), label];
    groups[name] = { on, partial: missing !== '0', volumes: [] };
  }
  const volumes = ask('lvs', 'vg_name,lv_name,lv_size,lv_tags');
  for (const [name, group] of Object.entries(groups)) {
    if (!group.partial) openGroup(effects, name, paths);
    const own = volumes.filter(([vg]) => vg === name);
    groups[name] = {
      ...group,
      volumes: own.map(([, volume = '', size = '0', tags = '']) => {
        const path = volumePath(name, volume);
        devices.set(volume, path);
        const fsType = probeDevice(effects, path)['TYPE'] ?? '';
        return { name: volume, sizeBytes: Number(size), fsType, unfinished: tags.includes(UNFINISHED_TAG) };
      }),
    };
  }
  return groups;
}

/** What is inside of what the keys open. */
function readEncrypted(
  effects: Effects,
  scheme: readonly SchemePartition[],
  devices: ReadonlyMap<string, string>,
): Record<string, string> {
  const opened: Record<string, string> = {};
  for (const item of scheme) {
    const device = devices.get(item.label);
    if (item.key === undefined || device === undefined) continue;
    if (!openEncrypted(effects, item, device, { readOnly: true })) continue;
    opened[item.label] = probeDevice(effects, openedPath(item.label))['TYPE'] ?? '';
  }
  return opened;
}
