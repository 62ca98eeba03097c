import type { StoragePlan } from '../../model/mod.ts';
import { listPlaces, type StoragePlace } from '../../render/storage/list-places.ts';
import { probeDevice } from '../machine/disks.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';

/**
 * Mounts everything below the target, parents first, and returns its fstab.
 * File systems are named by UUID: a second disk with the same labels cannot get in between.
 */
export function mountTarget(effects: Effects, plan: StoragePlan): string {
  const lines = [
    '# Written by the installer from the storage scheme. <device> <mount> <type> <options> <dump> <pass>',
  ];
  const places = listPlaces(plan);
  const mounted = places.filter(({ scheme }) => scheme.mount !== undefined);
  mounted.sort((a, b) => (a.scheme.mount! < b.scheme.mount! ? -1 : 1));
  for (const each of mounted) {
    const { mount = '/', label, fsType, options } = each.scheme;
    const place = mount === '/' ? PATHS.target : `${PATHS.target}${mount}`;
    effects.run(['mkdir', '-p', place]);
    const status = effects.run(['mount', '-t', fsType, '-o', installOptions(each), each.path, place]);
    if (status !== 0) throw new InstallFailure(`Cannot mount "${each.path}" (${label})`);
    // The kernel repairs xfs when it mounts it
    const pass = fsType === 'xfs' ? 0 : mount === '/' ? 1 : 2;
    const isRoot = mount === '/' && fsType === 'ext4';
    const usual = fsType === 'vfat' ? 'umask=0077' : isRoot ? 'errors=remount-ro' : 'defaults';
    lines.push(`UUID=${uuidOf(effects, each.path, label)} ${mount} ${fsType} ${options ?? usual} 0 ${pass}`);
  }
  for (const { scheme, path } of places) {
    if (scheme.fsType !== 'swap') continue;
    effects.run(['swapon', path]);
    lines.push(`UUID=${uuidOf(effects, path, scheme.label)} none swap ${scheme.options ?? 'sw'} 0 0`);
  }
  return `${lines.join('\n')}\n`;
}

/** What is being made anew needs no safety against power loss: the installation starts over then. Kept data do. */
function installOptions({ kept, scheme }: StoragePlace): string {
  return kept || scheme.fsType !== 'ext4' ? 'noatime' : 'noatime,nobarrier,data=writeback';
}

function uuidOf(effects: Effects, path: string, label: string): string {
  const uuid = probeDevice(effects, path)['UUID'];
  if (uuid === undefined) throw new InstallFailure(`"${path}" (${label}) holds no file system`);
  return uuid;
}
