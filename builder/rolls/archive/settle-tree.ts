import { chmod, lstat, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../model/mod.ts';
import { isScrap } from '../scraps.ts';
import { isInnerLink } from './archive-path.ts';
import { checkEntryCount, type UnpackLimits } from './unpack-limits.ts';

/**
 * Goes through what was just unpacked, without following a link: what no roll may hold is refused, what is never part
 * of one is taken away (before anything, git for one, could find it), and everything gets plain permissions.
 *
 * @param archive shown in messages
 * @returns paths that were taken away, sorted
 * @throws {BuildError} ROLL_ARCHIVE
 */
export async function settleTree(archive: string, folder: string, limits: UnpackLimits): Promise<string[]> {
  const refuse = (path: string, why: string): never =>
    fail('ROLL_ARCHIVE', `Cannot unpack "${path.slice(0, 200)}": it has ${why}`, { file: archive });
  const removed: string[] = [];
  const pending = [''];
  let entries = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    // Folders of an image are often read-only.
    await chmod(join(folder, at), 0o755);
    for (const name of await readdir(join(folder, at))) {
      const path = at === '' ? name : `${at}/${name}`;
      const absolute = join(folder, path);
      entries += 1;
      checkEntryCount(archive, entries, limits);
      const info = await lstat(absolute);
      if (isScrap(name)) {
        await rm(absolute, { recursive: true, force: true });
        removed.push(path);
      } else if (info.isDirectory()) pending.push(path);
      else if (info.isSymbolicLink()) {
        const target = await readlink(absolute);
        if (!isInnerLink(path, target)) refuse(path, `a link that leaves the archive, or may: "${target}"`);
      } else if (info.isFile()) await chmod(absolute, (info.mode & 0o100) === 0 ? 0o644 : 0o755);
      else refuse(path, 'a type that no roll holds (a device, a socket)');
    }
  }
  return removed.sort();
}
