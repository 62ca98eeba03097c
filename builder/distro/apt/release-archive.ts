import { join } from 'node:path';
import { renderDeb822 } from '../../formats/deb822.ts';
import { sha256 } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import type { PackageArchive } from '../archive.ts';
import { readStanzas } from '../lock/kept-packages.ts';
import type { RecipeLock } from '../lock/recipe-lock.ts';
import type { DistroContext, OsArchive, PackageEntry, ResolvedPackage } from '../types.ts';
import { createAptArchive } from './apt-archive.ts';
import { writeLocalState } from './state/local-state.ts';
import { openWithMirror } from './with-mirror.ts';

/** Packages of a distribution that Cairn made. */
export interface ReleasedPackages {
  /** Says what each package is, and where it came from when the release was made. */
  readonly lock: RecipeLock;
  /** The package index of the distribution, as it is signed. */
  readonly index: Uint8Array;
  /** Where the file of a package is; undefined where the release has it not. */
  readonly fileOf: (item: ResolvedPackage) => Promise<string | undefined>;
}

/**
 * Opens a distribution that Cairn made as the archive that another one is made of: no server is asked, and a package that
 * is taken is locked with the words of the release's own lock. What rolls brought is not part of it: rolls bring it again.
 *
 * @throws {BuildError} RELEASE_DAMAGED when the lock names a package that the index has not
 */
export async function openReleaseArchive(
  context: DistroContext,
  os: OsArchive,
  { lock, index, fileOf }: ReleasedPackages,
): Promise<PackageArchive> {
  const listed = readReleased(lock, index);
  const digest = sha256(JSON.stringify([lock.packagesIndex, listed.map((item) => item.sha256)]));
  const dir = join(context.cacheDir, 'apt/releases', digest.slice(0, 32));
  let prepared: Promise<void> | undefined;
  const prepare = (): Promise<void> => {
    prepared ??= writeLocalState(context, {
      dir,
      arch: lock.arch,
      index: renderDeb822(listed.map(({ stanza }) => stanza)),
    });
    return prepared;
  };
  const { indexes, date } = lock.os;
  const dated = date === undefined ? {} : { date };
  const released = { os: { ...os, chosen: {} }, arch: lock.arch, digest: indexes, ...dated, listed };
  const archive = createAptArchive(context, {
    ...released,
    dir,
    configFile: join(dir, 'apt.conf'),
    indexes: [],
    mirrors: { archive: [], security: [] },
  });
  return withFiles(
    {
      ...archive,
      listCautions: async () => [],
      // Whoever only looks packages up needs nothing of apt
      withOwn: async (own) => {
        await prepare();
        return archive.withOwn(own);
      },
      resolve: async (installation) => {
        await prepare();
        return archive.resolve(installation);
      },
      withMirror: async (own, report) =>
        withFiles(await openWithMirror(context, released, own, report), fileOf),
    },
    fileOf,
  );
}

/** Whoever opens it with rolls' packages finds the files as well. */
function withFiles(archive: PackageArchive, fileOf: ReleasedPackages['fileOf']): PackageArchive {
  return {
    ...archive,
    fileAtHand: fileOf,
    withOwn: async (own) => withFiles(await archive.withOwn(own), fileOf),
  };
}

function readReleased(lock: RecipeLock, index: Uint8Array): ResolvedPackage[] {
  const entries = lock.packages.filter(({ roll }) => roll === undefined);
  const stanzas = readStanzas(index, entries, 'Packages');
  return entries.map((entry) => ({ ...entry, stanza: stanzas.get(entry.sha256) ?? unlisted(entry) }));
}

function unlisted({ name, version }: PackageEntry): never {
  return fail(
    'RELEASE_DAMAGED',
    `The release's package index lacks "${name}" ${version}, which its lock has`,
  );
}
