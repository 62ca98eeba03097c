import { join } from 'node:path';
import { poolName, type ResolvedPackage } from '../../distro/mod.ts';
import { type KeptPlace, linkOrCopy } from '../../io/mod.ts';
import { keepModules, listOverlayModules } from '../../media/mod.ts';
import { STORAGE_NEEDS } from '../../render/storage/needs.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import type { OpenedParts } from './boot-parts.ts';

/** What a medium is made of beside its distribution. */
export interface PartsToKeep {
  readonly cache: KeptPlace;
  readonly boot: OpenedParts;
  /** Packages that parts are taken from; but for the installer's and its kernel's, which are large. */
  readonly packages: readonly ResolvedPackage[];
  /** SHA-256 of packages that the distribution has. */
  readonly distribution: ReadonlySet<string>;
  /** The file of each package, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  /** Folder to fill. */
  readonly out: string;
}

/** Folder of a release's `cairn/`. */
export const PARTS = 'parts';
/** Of that folder: modules of the installer's kernel. */
export const KEPT_KERNEL = 'kernel';

/**
 * Keeps what another medium can be made of where no mirror is: packages that the distribution has not, and of the
 * installer's kernel the modules that some overlay may need. Kernel and initrd of the installer are among the boot files.
 */
export async function keepParts({
  cache,
  boot,
  packages,
  distribution,
  files,
  out,
}: PartsToKeep): Promise<void> {
  for (const item of packages) {
    if (distribution.has(item.sha256)) continue;
    await linkOrCopy(files.get(item.sha256)!, join(out, poolName(item)));
  }
  const modules = listOverlayModules(boot.files.platform, STORAGE_NEEDS);
  await keepModules(cache, boot.kernelTree, boot.treesKey, modules, boot.debian, join(out, KEPT_KERNEL));
}

/** The same of a release that keeps the same. @param mediumFolder its new `cairn/` */
export async function shareParts(release: ReleaseTree, mediumFolder: string): Promise<void> {
  const top = 'cairn/';
  const paths = [...release.files.keys()].filter((path) => path.startsWith(`${top}${PARTS}/`));
  for (const path of paths)
    await linkOrCopy((await release.find(path))!, join(mediumFolder, path.slice(top.length)));
}
