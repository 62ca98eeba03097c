import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { layCachedLists } from '../open/open-archive.ts';
import type { CarriedFolder } from '../types.ts';
import { MIRROR_TREE, readMirrorMarker } from './mirror-marker.ts';

/** What `--cache` names is read, and nothing is written into it: somebody exported it, or it cannot be written. */
export async function isCarried(dir: string): Promise<boolean> {
  if ((await readMirrorMarker(dir)) !== undefined) return true;
  if (!(await exists(dir))) return false;
  return access(dir, constants.W_OK).then(
    () => false,
    () => true,
  );
}

/**
 * Opens a folder that was carried in: one of `cairn mirror export`, or a cache that can only be read.
 *
 * @param scratch folder for the lists of a cache, laid out as those of a mirror; it must stay as long as the build
 * @throws {BuildError} CACHE_INCOMPLETE for a folder that is neither
 */
export async function openCarried(dir: string, scratch: string): Promise<CarriedFolder> {
  if ((await readMirrorMarker(dir)) !== undefined) return { name: dir, mirror: join(dir, MIRROR_TREE) };
  const found = await layCachedLists(dir, scratch);
  if (found) return { name: dir, mirror: scratch, store: join(dir, 'by-sha256') };
  const message = `"${dir}" can only be read, and is neither an exported mirror nor a cache with package lists`;
  return fail(
    'CACHE_INCOMPLETE',
    message,
    undefined,
    'Make one where there is a mirror: cairn mirror export',
  );
}
