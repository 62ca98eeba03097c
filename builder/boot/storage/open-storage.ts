import type { PlannedArray, SchemePartition } from '../../model/mod.ts';
import { openedPath } from '../../render/storage/list-places.ts';
import { listSchemeNeeds, meetNeed } from '../../render/storage/needs.ts';
import { capture, type Effects, mustRun } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** udev of the installer has no rules for the device mapper: nobody would answer. */
export const WITHOUT_UDEV = { env: { DM_DISABLE_UDEV: '1' } } as const;

/** Of a logical volume until there is a file system on it. */
export const UNFINISHED_TAG = 'cairn_unfinished';

/** LVM keeps no copies, waits for nobody, and sees these devices alone: a group of somebody else may have the same name. */
export function lvm(command: string, devices: readonly string[], ...words: readonly string[]): string[] {
  const config = 'backup{backup=0 archive=0} activation{udev_sync=0 udev_rules=0 monitoring=0}';
  return ['lvm', command, '--devices', devices.join(','), '--config', config, ...words];
}

/**
 * Makes the installer fit to work with what a scheme asks for.
 *
 * @throws {InstallFailure} the medium was made without it: no appliance needed it then
 */
export function loadTools(effects: Effects, scheme: readonly SchemePartition[]): void {
  for (const { program, modules } of listSchemeNeeds(scheme).map(meetNeed)) {
    if (!['/usr/sbin', '/sbin'].some((folder) => effects.exists(`${folder}/${program}`)))
      throw new InstallFailure(
        `The disks of this machine need "${program}", which is not on this medium`,
        'Build it anew with a recipe in which this appliance has these disks',
      );
    for (const module of modules) effects.run(['modprobe', '-q', module]);
  }
}

/** Assembles an array of what is there, whole or not. @param readOnly nothing is written, not even that it was used */
export function assembleArray(
  effects: Effects,
  { path, members }: Pick<PlannedArray, 'path' | 'members'>,
  { readOnly }: { readonly readOnly: boolean },
): boolean {
  const words = ['--assemble', path, '--run', ...(readOnly ? ['--readonly'] : []), ...members];
  effects.run(['udevadm', 'settle', '--timeout=30']);
  return effects.run(['mdadm', ...words]) === 0;
}

/** Opens what is encrypted. @returns whether its key does */
export function openEncrypted(
  effects: Effects,
  { label, key = '' }: SchemePartition,
  device: string,
  { readOnly }: { readonly readOnly: boolean },
): boolean {
  const words = ['open', '--type=luks', '--key-file=-', ...(readOnly ? ['--readonly'] : []), device, label];
  return effects.run(['cryptsetup', ...words], { input: key, ...WITHOUT_UDEV }) === 0;
}

/** Makes the volumes of a group devices. */
export function openGroup(effects: Effects, name: string, devices: readonly string[]): void {
  mustRun(effects, lvm('vgchange', devices, '--activate', 'y', name), WITHOUT_UDEV);
}

/** Closes whatever of a scheme is open: a disk whose parts are in use gets no new table. */
export function closeStorage(effects: Effects, scheme: readonly SchemePartition[]): void {
  const needs = listSchemeNeeds(scheme);
  for (const { key, label } of scheme)
    if (key !== undefined && effects.exists(openedPath(label)))
      effects.run(['cryptsetup', 'close', label], WITHOUT_UDEV);
  if (needs.includes('lvm'))
    effects.run(
      ['lvm', 'vgchange', '--config', 'activation{udev_sync=0 udev_rules=0}', '--activate', 'n'],
      WITHOUT_UDEV,
    );
  if (needs.includes('raid'))
    for (const name of effects.list('/sys/block').filter((each) => /^md\d+$/.test(each)))
      effects.run(['mdadm', '--stop', `/dev/${name}`]);
}

/** The identity of an array that is assembled. */
export function readArrayId(effects: Effects, path: string): string {
  const text = capture(effects, ['mdadm', '--detail', '--export', path]) ?? '';
  const id = /^MD_UUID=(\S+)$/m.exec(text)?.[1];
  if (id === undefined) throw new InstallFailure(`The array "${path}" does not say its identity`);
  return id;
}
