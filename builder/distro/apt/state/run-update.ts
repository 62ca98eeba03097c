import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PATIENCE_MS, watchStall } from '../../../io/mod.ts';
import type { DistroContext } from '../../types.ts';

/** Exit status of apt-get when it did not do what was asked, and says why. */
const APT_REFUSED = 100;

/** How an update ended. */
export interface UpdateOutcome {
  readonly ok: boolean;
  readonly stderr: string;
  /** Nothing came for so many seconds, and it was ended. */
  readonly silentSeconds?: number;
}

/**
 * Runs `apt-get update` in an isolated root and ends it when next to nothing comes in: apt itself waits for half a
 * minute for each file, several times, and for ever while a server drips.
 *
 * @param dir of `writeAptFiles`
 */
export async function runUpdate(context: DistroContext, dir: string): Promise<UpdateOutcome> {
  const { patienceMs = PATIENCE_MS } = context;
  const stalled = new AbortController();
  const watch = watchStall(patienceMs, () => stalled.abort());
  let known = 0;
  const look = setInterval(async () => {
    const now = await measureLists(join(dir, 'lists'));
    watch.advance(Math.max(0, now - known));
    known = now;
  }, patienceMs / 20);
  try {
    const { exitCode, stderr } = await context.run(
      ['apt-get', 'update', '-q', '-opkgCacheFile::Generate=false'],
      {
        env: { APT_CONFIG: join(dir, 'apt.conf') },
        okCodes: [0, APT_REFUSED],
        signal: stalled.signal,
      },
    );
    return { ok: exitCode === 0, stderr };
  } catch (error) {
    if (!stalled.signal.aborted) throw error;
    return { ok: false, stderr: '', silentSeconds: patienceMs / 1000 };
  } finally {
    clearInterval(look);
    watch.stop();
  }
}

/** Bytes of what has come, whole or in part. */
async function measureLists(dir: string): Promise<number> {
  const folders = [dir, join(dir, 'partial')];
  const sizes = folders.map(async (folder) => {
    const names = await readdir(folder).catch(() => []);
    const infos = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
    return infos.reduce((sum, info) => sum + (info?.isFile() ? info.size : 0), 0);
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
