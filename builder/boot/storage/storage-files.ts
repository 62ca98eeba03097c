import type { StoragePlan } from '../../model/mod.ts';
import { listPlaces } from '../../render/storage/list-places.ts';
import { probeDevice } from '../machine/disks.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readArrayId } from './open-storage.ts';

/** A file of the installed system. */
interface SystemFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** What becomes the fstab of the machine. */
export const FSTAB = '/run/cairn/fstab';

/** Between the step that writes the disks and the one that unpacks the system; it holds keys. */
const WAITING = '/run/cairn/storage-files.json';

/** Keys of encrypted data, for root alone. */
const KEYS = '/etc/cairn/keys';

/** Writes down what the installed system must know of its disks, once they are mounted. @param fstab its text */
export function noteStorageFiles(effects: Effects, plan: StoragePlan, fstab: string): void {
  effects.write(FSTAB, fstab);
  const files = [...listArrayFiles(effects, plan), ...listKeyFiles(effects, plan)];
  effects.write(WAITING, JSON.stringify(files), 0o600);
}

/** Gives the unpacked system what was written down. */
export function writeStorageFiles(effects: Effects): void {
  effects.write(`${PATHS.target}/etc/fstab`, effects.read(FSTAB) ?? '');
  for (const { path, text, mode } of JSON.parse(effects.read(WAITING) ?? '[]') as readonly SystemFile[])
    effects.write(`${PATHS.target}${path}`, text, mode);
}

/** The initial RAM disk has it too, and starts the arrays by it. */
function listArrayFiles(effects: Effects, { arrays }: StoragePlan): SystemFile[] {
  if (arrays.length === 0) return [];
  const lines = arrays.map(
    ({ path, scheme }) => `ARRAY /dev/md/${scheme.label} metadata=1.2 UUID=${readArrayId(effects, path)}`,
  );
  const head = ['# Written by the installer from the storage scheme', 'HOMEHOST any', 'MAILADDR root'];
  return [{ path: '/etc/mdadm/mdadm.conf', text: `${[...head, ...lines].join('\n')}\n`, mode: 0o644 }];
}

function listKeyFiles(effects: Effects, plan: StoragePlan): SystemFile[] {
  const sealed = listPlaces(plan).filter(({ below }) => below !== undefined);
  if (sealed.length === 0) return [];
  const lines = sealed.map(({ scheme, below = '' }) => {
    const uuid = probeDevice(effects, below)['UUID'];
    if (uuid === undefined) throw new InstallFailure(`"${below}" (${scheme.label}) is not encrypted`);
    return `${scheme.label} UUID=${uuid} ${KEYS}/${scheme.label} luks`;
  });
  const head = '# Written by the installer from the storage scheme. <name> <device> <key> <options>';
  return [
    { path: '/etc/crypttab', text: `${[head, ...lines].join('\n')}\n`, mode: 0o644 },
    ...sealed.map(({ scheme }) => ({ path: `${KEYS}/${scheme.label}`, text: scheme.key ?? '', mode: 0o400 })),
  ];
}
