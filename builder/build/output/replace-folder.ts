import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritable } from '../../io/mod.ts';

/**
 * Puts a finished folder where an older one may be; for an instant neither is there, never half of one.
 *
 * @param scratch folder on the same file system, for the older one
 */
export async function replaceFolder(from: string, to: string, scratch: string): Promise<void> {
  const old = join(scratch, 'replaced');
  // Another build may put its result there in that instant: then that one is replaced too.
  for (let attempt = 0; ; attempt += 1) {
    await rename(to, `${old}-${attempt}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw unwritable(to, error);
    });
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code === 'ENOTEMPTY' || code === 'EEXIST') && attempt <= 10) continue;
      await rename(`${old}-${attempt}`, to).catch(() => {});
      throw unwritable(to, error);
    }
  }
}
