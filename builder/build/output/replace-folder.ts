import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritable, withFolderAside } from '../../io/mod.ts';

/**
 * Puts a finished folder where an older one may be; for an instant neither is there, never half of one. A process that is
 * killed in that instant leaves the older one aside, and the next one that makes a scratch folder there puts it back.
 *
 * @param from on the same file system
 */
export async function replaceFolder(from: string, to: string): Promise<void> {
  await withFolderAside(async (aside) => {
    const old = join(aside, basename(to));
    // Another build may put its result there in that instant: then that one is replaced too.
    for (let attempt = 0; ; attempt += 1) {
      await rm(old, { recursive: true, force: true });
      await rename(to, old).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw unwritable(to, error);
      });
      try {
        return await rename(from, to);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if ((code === 'ENOTEMPTY' || code === 'EEXIST') && attempt <= 10) continue;
        await rename(old, to).catch(() => {});
        throw unwritable(to, error);
      }
    }
  }, dirname(to));
}
