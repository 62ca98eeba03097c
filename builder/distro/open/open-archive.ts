import type { ReportStage } from '../../io/mod.ts';
import { openAptRepository } from '../apt/apt-repository.ts';
import { type LockedOptions, openLockedAptArchive } from '../apt/locked-archive.ts';
import { openAptArchive } from '../apt/open-apt-archive.ts';
import { openKeptStore } from '../apt/open-kept-packages.ts';
import {
  openReleaseArchive as openReleaseAptArchive,
  type ReleasedPackages,
} from '../apt/release-archive.ts';
import { type Freedom, openHeld } from '../apt/with-mirror.ts';
import type { PackageArchive, PackageStore, Resolution } from '../archive.ts';
import type { RecipeLock } from '../lock/recipe-lock.ts';
import type { Repository } from '../repository/compose-repository.ts';
import type { DistroContext, OsArchive, ResolvedPackage } from '../types.ts';

export { layCachedLists } from '../apt/cached-lists.ts';
export { hasMirror, listLocalArchives } from '../apt/settings/host-mirrors.ts';
export { findKeyring } from '../apt/settings/keyring.ts';
export type { Freedom, LockedOptions, ReleasedPackages };

// The one place that knows which kind of archive an operating system has.

/**
 * Brings the signed indexes of an operating system up to date and opens them.
 *
 * @param report shows the reading of the lists, where a server is asked
 * @throws {BuildError} APT_UPDATE, KEYRING_MISSING, MIRROR_MISSING; CACHE_INCOMPLETE when offline and never fetched
 */
export function openArchive(
  context: DistroContext,
  os: OsArchive,
  arch: string,
  report?: ReportStage,
): Promise<PackageArchive> {
  return openAptArchive(context, os, arch, report === undefined ? {} : { report });
}

/**
 * Opens an operating system's archive as a lock saw it.
 *
 * @throws {BuildError} CACHE_INCOMPLETE, naming every locked package that is no longer to be had
 */
export function openLockedArchive(
  context: DistroContext,
  os: OsArchive,
  lock: RecipeLock,
  options: LockedOptions = {},
): Promise<PackageArchive> {
  return openLockedAptArchive(context, os, lock, options);
}

/** Opens what packages of a lock are fetched from. */
export function openLockedStore(context: DistroContext, lock: RecipeLock): Promise<PackageStore> {
  return openKeptStore(context, lock);
}

/**
 * Opens an operating system's archive with the packages of a lock in it, which keep their versions but for some.
 *
 * @throws {BuildError} CACHE_INCOMPLETE for a locked package that is described nowhere any more; what {@link openArchive} throws
 */
export async function openHeldArchive(
  context: DistroContext,
  os: OsArchive,
  lock: RecipeLock,
  freedom: Freedom,
  options: LockedOptions = {},
): Promise<PackageArchive> {
  const { borrowed = false, report } = options;
  const locked = await openLockedAptArchive(context, os, lock, options);
  const all = borrowed ? (lock.borrowed?.packages ?? []) : [...lock.packages, ...lock.media];
  const wanted = new Map(all.filter(({ roll }) => roll === undefined).map((item) => [item.sha256, item]));
  const entries = await locked.readEntries(new Set([...wanted.values()].map(({ name }) => name)));
  const listed = [...new Map(entries.map((item) => [item.sha256, item])).values()].filter(({ sha256 }) =>
    wanted.has(sha256),
  );
  // What is held keeps its suite; of what is free the recipe says which
  const names = new Set(listed.map(({ name }) => name));
  const chosen = Object.entries(os.chosen ?? {}).map(
    ([suite, wishes]) =>
      [suite, wishes.filter((name) => freedom.names.has(name) || !names.has(name))] as const,
  );
  const open = { ...os, ...(os.chosen === undefined ? {} : { chosen: Object.fromEntries(chosen) }) };
  return openHeld(context, { os: open, arch: lock.arch, digest: locked.digest, listed }, freedom, report);
}

/**
 * Opens a distribution that Cairn made as the archive that another one is made of.
 *
 * @throws {BuildError} RELEASE_DAMAGED
 */
export function openReleaseArchive(
  context: DistroContext,
  os: OsArchive,
  released: ReleasedPackages,
): Promise<PackageArchive> {
  return openReleaseAptArchive(context, os, released);
}

/**
 * Opens a repository that `composeRepository` wrote, its signature checked, as a machine sees it that has some packages
 * already.
 *
 * @param scratch folder for the resolver
 * @returns how the machine resolves installations, or why the repository was refused
 */
export function openRepository(
  context: DistroContext,
  repository: Repository,
  installed: readonly ResolvedPackage[],
  scratch: string,
): Promise<Pick<PackageArchive, 'resolve'> | (Resolution & { readonly ok: false })> {
  return openAptRepository(context, repository, installed, scratch);
}
