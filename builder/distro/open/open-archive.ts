import type { ReportStage } from '../../io/mod.ts';
import { openAptRepository } from '../apt/apt-repository.ts';
import { type LockedOptions, openLockedAptArchive } from '../apt/locked-archive.ts';
import { openAptArchive } from '../apt/open-apt-archive.ts';
import {
  openReleaseArchive as openReleaseAptArchive,
  type ReleasedPackages,
} from '../apt/release-archive.ts';
import type { PackageArchive, Resolution } from '../archive.ts';
import type { RecipeLock } from '../lock/recipe-lock.ts';
import type { Repository } from '../repository/compose-repository.ts';
import type { DistroContext, OsArchive, ResolvedPackage } from '../types.ts';

export { layCachedLists } from '../apt/cached-lists.ts';
export { hasMirror, listLocalArchives } from '../apt/settings/host-mirrors.ts';
export { findKeyring } from '../apt/settings/keyring.ts';
export type { LockedOptions, ReleasedPackages };

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
