import { readReleaseList } from '../fetch/release-list.ts';
import { fetchSourceFile, takeSourceFile } from '../fetch/source-files.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { ON_MEDIUM, PATHS } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';
import { isMediumChecked } from './medium-check.ts';

const BASE = 'base.tar.zst';

/** Beside the base in memory there is room for the rest of the installation. */
const SPARE_BYTES = 768 * 1024 * 1024;

/**
 * Fetches the base system from a server into memory, so that it is known to be right before anything is written to a disk. Where
 * memory is short it is fetched to the disk later, and checked before it is unpacked.
 */
export function fetchBaseEarly(effects: Effects, source: Source): void {
  const sizeBytes = readReleaseList(effects)?.files.find(({ path }) => path === `cairn/${BASE}`)?.sizeBytes;
  if (source.device !== undefined || sizeBytes === undefined) return;
  const free = /^MemAvailable: +(\d+) kB$/m.exec(effects.read('/proc/meminfo') ?? '')?.[1] ?? '0';
  if (Number(free) * 1024 < sizeBytes + SPARE_BYTES) {
    announce(
      effects,
      'Too little memory to check the base system before the disk is partitioned: it is checked after',
    );
    return;
  }
  fetchSourceFile(effects, source.url, BASE, PATHS.fetchedBase);
}

/**
 * Has the base system at hand, whole and checked.
 *
 * @param place on the disk, for what is not in memory
 */
export function takeBase(effects: Effects, source: Source, place: string): string {
  if (effects.exists(PATHS.fetchedBase)) return PATHS.fetchedBase;
  // zstd finds what a drive reads in another way the second time
  if (source.device !== undefined && isMediumChecked(effects, source)) return `${ON_MEDIUM}/${BASE}`;
  return takeSourceFile(effects, source, BASE, place);
}
