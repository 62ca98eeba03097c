import { join } from 'node:path';
import { renderDeb822 } from '../../formats/deb822.ts';
import { sha256 } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { PackageStore } from '../archive.ts';
import { hasCacheAlone } from '../has-cache-alone.ts';
import type { RecipeLock } from '../lock/recipe-lock.ts';
import type { DistroContext, Mirrors, OsArchive, ResolvedPackage } from '../types.ts';
import { type AptArchive, createAptArchive } from './apt-archive.ts';
import { createAptStore } from './apt-store.ts';
import { readHostMirrors } from './settings/host-mirrors.ts';
import { writeLocalState } from './state/local-state.ts';

/** Packages of a lock, and what the lists said of them. */
export interface KeptState {
  readonly os: OsArchive;
  readonly arch: string;
  /** Names the lists that they were chosen from. */
  readonly digest: string;
  /** The date of these lists. */
  readonly date: number | undefined;
  readonly packages: readonly ResolvedPackage[];
}

/** Opens the packages of a lock as an archive: no list is asked for, and a mirror only for packages that the cache has not. */
export async function openKeptPackages(
  context: DistroContext,
  { os, arch, digest, date, packages }: KeptState,
): Promise<AptArchive> {
  const index = renderDeb822(packages.map(({ stanza }) => stanza));
  const dir = join(context.cacheDir, 'apt/locked', sha256(index).slice(0, 32));
  await writeLocalState(context, { dir, arch, index });
  return createAptArchive(context, {
    // What is wanted from one suite was chosen when the lock was made
    os: { ...os, chosen: {} },
    arch,
    digest,
    ...(date === undefined ? {} : { date }),
    dir,
    configFile: join(dir, 'apt.conf'),
    indexes: [],
    mirrors: await readMirrorsIfAny(context),
    listed: packages,
  });
}

/** Where packages of a lock can be had. */
export async function openKeptStore(context: DistroContext, { os }: RecipeLock): Promise<PackageStore> {
  return createAptStore(context, { mirrors: await readMirrorsIfAny(context), date: os.date });
}

/** Who has all packages, or a snapshot archive, needs no mirror. */
async function readMirrorsIfAny(context: DistroContext): Promise<Mirrors> {
  const none = { archive: [], security: [] };
  if (hasCacheAlone(context)) return none;
  return readHostMirrors(context).catch((error: unknown) => {
    if (error instanceof BuildError && error.code === 'MIRROR_MISSING') return none;
    throw error;
  });
}
