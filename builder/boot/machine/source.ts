import { MEDIUM_IDENTITY } from '../../model/documents/mod.ts';
import type { DiscIdentity, MediumIdentity } from '../../model/mod.ts';
import { capture, type Effects } from './effects.ts';
import { InstallFailure } from './failure.ts';
import { LOOPBACK, PATHS } from './paths.ts';
import { readDocument } from './read-document.ts';

/** The identity in the overlay. */
export function readIdentity(effects: Effects): MediumIdentity {
  return readDocument(effects, PATHS.medium, MEDIUM_IDENTITY);
}

/** A further medium in a drive. */
export interface FoundDisc extends DiscIdentity {
  /** Block device. */
  readonly device: string;
}

/** Where the distribution comes from. */
export interface Source {
  /** Base address: `${url}/distribution`, `${url}/base.tar.zst`. */
  readonly url: string;
  /** The block device of a medium, not to be installed on. */
  readonly device?: string;
  /** Further media that are laid over it. */
  readonly discs?: readonly FoundDisc[];
  /** Where there are such: the release of the medium alone. */
  readonly mediumId?: string;
  /** How often the server of the medium was started anew. */
  readonly times?: number;
}

const WAIT_MS = 60_000;

/** Waits for the medium as {@link findMedium}, mounts it and serves it on loopback. */
export function openMedium(effects: Effects, identity: MediumIdentity, isOwn: () => boolean): Source {
  return serveMedium(effects, findMedium(effects, identity, isOwn));
}

/**
 * Serves the medium that is mounted.
 *
 * @param device that it is, for people
 * @param times how often that was done before: an earlier server goes on, with what was mounted then
 */
export function serveMedium(effects: Effects, device: string, times = 0): Source {
  const { address } = LOOPBACK;
  const port = LOOPBACK.port + times;
  effects.run(['ip', 'link', 'set', 'lo', 'up']);
  const status = effects.run([
    PATHS.busybox,
    'httpd',
    '-p',
    `${address}:${port}`,
    '-h',
    `${PATHS.source}/cairn`,
  ]);
  if (status !== 0) throw new InstallFailure('The loopback server for the packages cannot be started');
  return { url: `http://${address}:${port}`, device, ...(times === 0 ? {} : { times }) };
}

/**
 * Waits for the medium that carries the same identity as the overlay, and mounts it.
 *
 * @param isOwn whether the one that is mounted is that of the overlay indeed: a sealed disk and a stick may be of one lock.
 *   Where none is, one that is damaged is better than none
 * @returns its device
 */
export function findMedium(effects: Effects, identity: MediumIdentity, isOwn: () => boolean): string {
  const deadline = effects.now() + WAIT_MS;
  effects.run(['mkdir', '-p', PATHS.source]);
  while (effects.now() < deadline) {
    effects.run(['udevadm', 'settle', '--timeout=10']);
    const similar: string[] = [];
    for (const device of devicesOfType(effects, 'iso9660')) {
      if (!mountMedium(effects, device)) continue;
      if (parseIdentity(effects.read(`${PATHS.source}/cairn/medium.json`))?.id === identity.id) {
        if (isOwn()) return device;
        similar.push(device);
      }
      effects.run(['umount', PATHS.source]);
    }
    const [first] = similar;
    if (first !== undefined && mountMedium(effects, first)) return first;
    effects.sleep(1000);
  }
  throw new InstallFailure(
    `No CD or USB stick with "${identity.name} ${identity.version}" was found in ${WAIT_MS / 1000} seconds`,
    'Is the medium still inserted, and is its controller known to the kernel? (see: dmesg)',
  );
}

function mountMedium(effects: Effects, device: string): boolean {
  return effects.run(['mount', '-t', 'iso9660', '-o', 'ro', device, PATHS.source]) === 0;
}

/** Reads a `medium.json`; undefined where the text is something else. */
export function parseIdentity(text: string | undefined): MediumIdentity | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<MediumIdentity> | null;
    return typeof value?.id === 'string' ? (value as MediumIdentity) : undefined;
  } catch {
    return undefined;
  }
}

/** Block devices that blkid says hold a file system of this type, whole disks first. */
function devicesOfType(effects: Effects, type: string): string[] {
  return blkidDevices(effects, `TYPE=${type}`);
}

/** Block devices by tag, as `LABEL=CAIRN`. */
export function blkidDevices(effects: Effects, tag: string): string[] {
  const text = capture(effects, ['blkid', '-c', '/dev/null', '-o', 'device', '-t', tag]) ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}
