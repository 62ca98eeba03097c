import { BASE_SYSTEM } from '../../model/mod.ts';
import { readReleaseList } from '../fetch/release-list.ts';
import { fetchSourceFile, takeSourceFile } from '../fetch/source-files.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { ON_MEDIUM, PATHS } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';
import { isMediumChecked } from './medium-check.ts';

/** A file system of its own: /run of Debian's installer takes a tenth of the memory at most. */
const IN_MEMORY = `${PATHS.memory}/${BASE_SYSTEM}`;

const MIB = 1024 * 1024;
/** Beside the base in memory there is room for the rest of the installation. */
const SPARE_BYTES = 768 * MIB;

/**
 * Fetches the base system from a server into memory, so that it is known to be right before anything is written to a disk. Where
 * memory is short it is fetched to the disk later, and checked before it is unpacked.
 */
export function fetchBaseEarly(effects: Effects, source: Source): void {
  const sizeBytes = readReleaseList(effects)?.files.find(
    ({ path }) => path === `cairn/${BASE_SYSTEM}`,
  )?.sizeBytes;
  if (source.device !== undefined || sizeBytes === undefined) return;
  if (!makeRoom(effects, sizeBytes)) {
    announce(
      effects,
      'There is too little memory to check the base system before the disk is written: it is checked after',
    );
    return;
  }
  fetchSourceFile(effects, source.url, BASE_SYSTEM, IN_MEMORY);
}

function makeRoom(effects: Effects, sizeBytes: number): boolean {
  const free = /^MemAvailable: +(\d+) kB$/m.exec(effects.read('/proc/meminfo') ?? '')?.[1] ?? '0';
  if (Number(free) * 1024 < sizeBytes + SPARE_BYTES) return false;
  effects.run(['mkdir', '-p', PATHS.memory]);
  const options = `size=${sizeBytes + MIB},mode=0700`;
  return effects.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', PATHS.memory]) === 0;
}

/**
 * Has the base system at hand, whole and checked.
 *
 * @param place on the disk, for what is not in memory
 * @param path of the one that is wanted, where a medium has several
 */
export function takeBase(
  effects: Effects,
  source: Source,
  place: string,
  path: string = BASE_SYSTEM,
): string {
  if (effects.exists(IN_MEMORY)) return IN_MEMORY;
  // zstd finds what a drive reads in another way the second time
  if (source.device !== undefined && isMediumChecked(effects, source)) return `${ON_MEDIUM}/${path}`;
  return takeSourceFile(effects, source, path, place);
}

/** The base is unpacked: its memory is of use elsewhere. @param place as {@link takeBase} got it */
export function forgetBase(effects: Effects, place: string): void {
  effects.remove(place);
  if (effects.exists(IN_MEMORY)) effects.run(['umount', PATHS.memory]);
}
