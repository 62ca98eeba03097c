import { join } from 'node:path';
import type { DistroContext, ResolvedPackage } from '../../distro/mod.ts';
import { contentKey } from '../../io/mod.ts';
import { type BootFiles, findLoaders, outlineInitrd } from '../../media/mod.ts';
import { fail, requirePlatform } from '../../model/mod.ts';
import { unpackTrees } from '../output/unpack-trees.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import type { BootParts, OpenedParts } from './boot-parts.ts';
import { KEPT_KERNEL, PARTS } from './kept-parts.ts';

export interface PartsToTake {
  readonly distro: DistroContext;
  readonly release: ReleaseTree;
  /** Packages that parts are taken from; of the installer's and its kernel's a release keeps only what is used. */
  readonly packages: readonly ResolvedPackage[];
  readonly borrowed: readonly ResolvedPackage[];
  /** The file of each package that is at hand, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
}

/** Finds what boots in a release. @throws {BuildError} RELEASE_DAMAGED; BOOT_FILE when it is opened */
export async function takeParts(input: PartsToTake): Promise<BootParts> {
  const { release } = input;
  const find = (path: string): Promise<string> => findIn(release, path);
  const installer = { kernel: await find('install/vmlinuz'), initrd: await find('install/initrd.gz') };
  const platform = requirePlatform(release.lock.arch);
  let opened: Promise<OpenedParts> | undefined;
  const open = (): Promise<OpenedParts> => {
    opened ??= openParts(input, { platform, ...installer });
    return opened;
  };
  return { platform, installer, open };
}

async function openParts(
  input: PartsToTake,
  boot: Pick<BootFiles, 'platform' | 'kernel' | 'initrd'>,
): Promise<OpenedParts> {
  const { distro, release, files } = input;
  const unpack = (packages: readonly ResolvedPackage[]): Promise<Map<string, string>> =>
    unpackTrees(
      distro,
      packages.filter(({ sha256 }) => files.has(sha256)),
      files,
    );
  const trees = await unpack(input.packages);
  const kept = join('cairn', PARTS, KEPT_KERNEL);
  const modules = [...release.files.keys()].filter((path) => path.startsWith(`${kept}/`));
  await Promise.all(modules.map((path) => findIn(release, path)));
  return {
    files: { ...boot, ...(await findLoaders(boot.platform, trees)) },
    debian: await outlineInitrd(distro, boot.initrd),
    trees,
    borrowedTrees: await unpack(input.borrowed),
    kernelTree: join(release.cairn, PARTS, KEPT_KERNEL),
    treesKey: contentKey([
      ...[...input.packages, ...input.borrowed].map(({ name, sha256 }) => [name, sha256]),
      ...modules.map((path) => [path, release.files.get(path)?.sha256]),
    ]),
  };
}

async function findIn(release: ReleaseTree, path: string): Promise<string> {
  const place = { file: release.cairn };
  return (await release.find(path)) ?? fail('RELEASE_DAMAGED', `The release lacks "${path}"`, place);
}
