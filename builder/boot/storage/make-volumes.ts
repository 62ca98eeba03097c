import {
  isData,
  type PlannedArray,
  type PlannedGroup,
  type SchemePartition,
  type StoragePlan,
} from '../../model/mod.ts';
import { listPlaces } from '../../render/storage/list-places.ts';
import { announce } from '../machine/announce.ts';
import { type Effects, mustRun } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import {
  assembleArray,
  lvm,
  openEncrypted,
  openGroup,
  UNFINISHED_TAG,
  WITHOUT_UDEV,
} from './open-storage.ts';

/** Assembles or makes all that lies between partitions and file systems; kept things are only opened. */
export function makeVolumes(effects: Effects, plan: StoragePlan): void {
  // A new array is filled in the background: the installation comes first, the machine goes on with it
  if (plan.arrays.length > 0) effects.append('/proc/sys/dev/raid/speed_limit_max', '1000\n');
  for (const array of plan.arrays) {
    if (array.kept) openArray(effects, array);
    else makeArray(effects, array);
  }
  for (const group of plan.groups) makeGroup(effects, group);
  for (const { scheme, below, kept } of listPlaces(plan)) {
    if (below === undefined) continue;
    if (!kept) encrypt(effects, scheme, below);
    if (!openEncrypted(effects, scheme, below, { readOnly: false }))
      throw new InstallFailure(`The key of "${scheme.label}" does not open "${below}"`);
  }
}

function openArray(effects: Effects, array: PlannedArray): void {
  const { path, scheme, added, devices, members } = array;
  if (!assembleArray(effects, array, { readOnly: false }))
    throw new InstallFailure(`The array "${scheme.label}" cannot be assembled of ${members.join(', ')}`);
  for (const member of added) {
    // What an old member says of itself is out of date
    effects.run(['mdadm', '--zero-superblock', member]);
    mustRun(effects, ['mdadm', '--manage', path, '--add', member]);
  }
  const missing = devices - members.length - added.length;
  if (missing > 0)
    announce(effects, `WARNING: the array ${scheme.label} works without ${missing} of its ${devices} disks`);
}

function makeArray(effects: Effects, { path, scheme, level, devices, members }: PlannedArray): void {
  const missing = Array.from({ length: devices - members.length }, () => 'missing');
  // Level 5 would begin without its last disk and fill it: a power cut then is one that it cannot recover from
  const whole = level === 'raid5' && missing.length === 0 ? ['--force'] : [];
  const words = [
    '--run',
    ...whole,
    '--metadata=1.2',
    '--homehost=any',
    `--name=${scheme.label}`,
    '--bitmap=internal',
  ];
  mustRun(effects, [
    ...['mdadm', '--create', path, ...words],
    ...[`--level=${level.replace('raid', '')}`, `--raid-devices=${devices}`, ...members, ...missing],
  ]);
  // What was there before, at the place where the array begins
  mustRun(effects, ['wipefs', '--all', '--force', '--quiet', path]);
}

function makeGroup(effects: Effects, group: PlannedGroup): void {
  const { name, kept, devices, added, deleted, volumes } = group;
  const must = (command: string, ...words: readonly string[]): void =>
    mustRun(effects, lvm(command, devices, ...words), WITHOUT_UDEV);
  if (kept) openGroup(effects, name, devices);
  else must('vgcreate', '--yes', name, ...devices);
  if (added.length > 0) must('vgextend', '--yes', name, ...added);
  for (const volume of deleted) must('lvremove', '--yes', `${name}/${volume}`);
  // The one that grows takes what the others leave
  const made = volumes.filter((volume) => !volume.kept);
  for (const { scheme, sizeBytes } of [...made].sort(
    (a, b) => Number(a.scheme.rest) - Number(b.scheme.rest),
  )) {
    const size = scheme.rest ? ['--extents', '100%FREE'] : ['--size', `${sizeBytes}b`];
    const tag = isData(scheme) ? ['--addtag', UNFINISHED_TAG] : [];
    must('lvcreate', '--yes', '--wipesignatures', 'y', ...tag, '--name', scheme.label, ...size, name);
  }
}

/** New volumes with data have their file systems. */
export function finishVolumes(effects: Effects, { groups }: StoragePlan): void {
  for (const { name, devices, volumes } of groups)
    for (const { scheme, kept } of volumes)
      if (!kept && isData(scheme))
        mustRun(
          effects,
          lvm('lvchange', devices, '--deltag', UNFINISHED_TAG, `${name}/${scheme.label}`),
          WITHOUT_UDEV,
        );
}

function encrypt(effects: Effects, { key = '' }: SchemePartition, device: string): void {
  // The key is as long as it is random: what it costs to try one is no protection, and machines have little memory here
  const cost = ['--pbkdf=argon2id', '--pbkdf-memory=65536', '--pbkdf-parallel=1', '--iter-time=500'];
  const words = ['luksFormat', '--batch-mode', '--type=luks2', ...cost, '--key-file=-', device];
  mustRun(effects, ['cryptsetup', ...words], { input: key, ...WITHOUT_UDEV });
}
