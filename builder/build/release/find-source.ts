import { dirname, join } from 'node:path';
import { type DistroContext, hasMirror, listLocalArchives } from '../../distro/mod.ts';
import { exists } from '../../io/mod.ts';
import { RELEASE_LIST } from '../../model/mod.ts';
import { withKnownKeys } from '../trust/known-keys.ts';
import { openRelease, type ReleaseTree } from './release-tree.ts';
import { unpackImage } from './unpack-image.ts';

/** What says where packages come from. */
export interface SourceWish {
  /** A folder that a release is in, or an image. */
  readonly from: string | undefined;
  /** A file with public keys, beside those that this machine knows. */
  readonly keyring: string | undefined;
  readonly recipeFile: string;
  /** What is new is wanted: a mirror has it, the release that the recipe belongs to has not. */
  readonly isDelta: boolean;
}

/**
 * The release that packages are taken from: the one that is named; the one that the recipe belongs to; on a machine without
 * a mirror the distribution that its own apt reads. Undefined where packages come from a mirror.
 *
 * @throws {BuildError} RELEASE_MISSING, RELEASE_DAMAGED, RELEASE_UNTRUSTED
 */
export async function findReleaseSource(
  distro: DistroContext,
  wish: SourceWish,
): Promise<ReleaseTree | undefined> {
  const folder = await chooseFolder(distro, wish);
  return folder === undefined ? undefined : openTrusted(distro, folder, wish.keyring);
}

async function chooseFolder(
  distro: DistroContext,
  { from, recipeFile, isDelta }: SourceWish,
): Promise<string | undefined> {
  if (from !== undefined) return from.endsWith('.iso') ? unpackImage(distro, from) : from;
  if (distro.mirror !== undefined || distro.carried !== undefined) return undefined;
  if (!isDelta && (await isRelease(dirname(recipeFile)))) return dirname(recipeFile);
  if (await hasMirror(distro)) return undefined;
  for (const archive of await listLocalArchives(distro))
    if (await isRelease(dirname(archive))) return dirname(archive);
  return undefined;
}

function isRelease(folder: string): Promise<boolean> {
  return exists(join(folder, RELEASE_LIST));
}

/** Opens a release that is signed by a key that is given, that this machine knows, or that is its user's own. */
function openTrusted(distro: DistroContext, folder: string, given: string | undefined): Promise<ReleaseTree> {
  const keyrings = given === undefined ? [] : [given];
  return withKnownKeys(distro, keyrings, (known) => openRelease(folder, { keyrings: known }));
}
