import { join } from 'node:path';
import { renderDeb822 } from '../../formats/deb822.ts';
import { type ReportStage, sha256 } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { hasCacheAlone } from '../has-cache-alone.ts';
import { readKeptPackages } from '../lock/kept-packages.ts';
import type { RecipeLock } from '../lock/recipe-lock.ts';
import type { DistroContext, OsArchive, ResolvedPackage } from '../types.ts';
import { type AptArchive, createAptArchive } from './apt-archive.ts';
import { openAptArchive } from './open-apt-archive.ts';
import { openKeptPackages } from './open-kept-packages.ts';
import { readIndexEntries } from './state/indexes.ts';
import { hasState } from './state/keep-state.ts';
import { writeLocalState } from './state/local-state.ts';

export interface LockedOptions {
  readonly borrowed?: boolean;
  /** A file with what the lists said of the packages (`renderKeptPackages`). */
  readonly kept?: string | undefined;
  /** Shows the reading of the lists, where a server is asked. */
  readonly report?: ReportStage;
}

/**
 * Opens an operating system's archive as a lock saw it: what is kept of its packages, else the very state, if the cache still has
 * it; else today's indexes cut down to the locked packages, if they still list them all.
 *
 * @param options.borrowed it is the archive that the installer borrows from
 * @throws {BuildError} CACHE_INCOMPLETE, naming every locked package that is no longer to be had
 */
export async function openLockedAptArchive(
  context: DistroContext,
  os: OsArchive,
  lock: RecipeLock,
  { borrowed = false, kept, ...options }: LockedOptions = {},
): Promise<AptArchive> {
  const digest = borrowed ? (lock.borrowed?.indexes ?? '') : lock.os.indexes;
  const { date } = lock.os;
  const all = borrowed ? (lock.borrowed?.packages ?? []) : [...lock.packages, ...lock.media];
  const listed = all.filter(({ roll }) => roll === undefined);
  const packages = kept === undefined ? undefined : await readKeptPackages(kept, listed);
  if (packages !== undefined)
    return openKeptPackages(context, { os, arch: lock.arch, digest, date, packages });
  if (hasCacheAlone(context) || (await hasState(context, os, lock.arch, digest))) {
    return openAptArchive(context, os, lock.arch, { digest });
  }
  const { state } = await openAptArchive(context, os, lock.arch, options);
  const pinned = listed.filter((item) => state.indexes.some((index) => index.component === item.component));
  const key = (item: { readonly name: string; readonly sha256: string }): string =>
    `${item.name} ${item.sha256}`;
  const entries = await readIndexEntries(context, state, new Set(pinned.map((item) => item.name)));
  const found = new Map<string, ResolvedPackage>(entries.map((entry) => [key(entry), entry]));
  const missing = pinned.filter((item) => !found.has(key(item)));
  if (missing.length > 0) {
    const hint =
      'Put the file of packages beside the lock that the build of the lock wrote (recipe.packages): with it no list is asked. Or name a mirror that keeps old versions (CAIRN_MIRROR, --mirror), or build without --locked';
    throw new BuildError(
      missing.map((item) =>
        errorProblem(
          'CACHE_INCOMPLETE',
          `The mirror no longer lists "${item.name}" ${item.version}`,
          undefined,
          hint,
        ),
      ),
    );
  }
  const index = renderDeb822(pinned.map((item) => found.get(key(item))!.stanza));
  const dir = join(state.dir, 'locked', sha256(index).slice(0, 32));
  await writeLocalState(context, { dir, arch: lock.arch, index });
  return createAptArchive(context, {
    ...state,
    dir,
    configFile: join(dir, 'apt.conf'),
    digest,
    ...(date === undefined ? {} : { date }),
    pinned: new Set(pinned.map((item) => item.sha256)),
  });
}
