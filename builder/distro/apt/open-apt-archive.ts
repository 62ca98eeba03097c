import { join } from 'node:path';
import { type ReportStage, readText, unreported, withLock, writeFileAtomic } from '../../io/mod.ts';
import { hasCacheAlone } from '../has-cache-alone.ts';
import type { DistroContext, OsArchive } from '../types.ts';
import { type AptArchive, createAptArchive } from './apt-archive.ts';
import { readHostMirrors } from './settings/host-mirrors.ts';
import { keepState, pruneStates, rootDir, stateDir } from './state/keep-state.ts';
import { openState } from './state/open-state.ts';
import { updateLists } from './state/update-lists.ts';

export interface OpenArchiveOptions {
  /** A state that a lock names; it must be in the cache. */
  readonly digest?: string;
  /** Shows the reading of the lists, where a server is asked. */
  readonly report?: ReportStage;
}

/**
 * Brings the signed indexes of an operating system up to date and opens them.
 *
 * @throws {BuildError} APT_UPDATE, KEYRING_MISSING, MIRROR_MISSING; CACHE_INCOMPLETE when offline and never fetched
 */
export async function openAptArchive(
  context: DistroContext,
  os: OsArchive,
  arch: string,
  { digest: wanted, report = unreported }: OpenArchiveOptions = {},
): Promise<AptArchive> {
  const root = rootDir(context, os, arch);
  const open = async (digest: string): Promise<AptArchive> =>
    createAptArchive(context, await openState(root, digest, os, arch, context));
  if (wanted !== undefined) return open(wanted);
  if (hasCacheAlone(context)) return open((await readText(join(root, 'current')).catch(() => '')).trim());
  const mirrors = await readHostMirrors(context);
  return report((stage) =>
    withLock(
      join(root, 'lock'),
      async () => {
        await updateLists(context, root, os, arch, mirrors);
        const digest = await keepState(context, root, os, arch, mirrors);
        await writeFileAtomic(join(root, 'current'), `${digest}\n`);
        await pruneStates(join(root, 'states'), stateDir(root, digest));
        return open(digest);
      },
      () => stage.note('Waiting for another build that reads the same lists'),
    ),
  );
}
