import {
  type Closure,
  checkEmulation,
  type DistroContext,
  fetchPackages,
  findPackages,
  type PackageArchive,
  type ResolvedPackage,
} from '../../distro/mod.ts';
import { type BootFiles, findBootFiles, readDebianInitrd } from '../../media/mod.ts';
import { imagePackage, kernelPackage, type OsRoll } from '../../model/files/mod.ts';
import { requirePlatform } from '../../model/mod.ts';
import { unpackTrees } from '../output/unpack-trees.ts';
import type { StageRun } from './stage-table.ts';

export interface DownloadInput {
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  readonly closure: Closure;
  readonly partPackages: readonly ResolvedPackage[];
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly distro: DistroContext;
}

/** What boots, out of Debian's own packages. */
export interface BootParts {
  readonly files: BootFiles;
  /** Unpacked packages by name. */
  readonly trees: ReadonlyMap<string, string>;
  /** The same of packages that another release lends. */
  readonly borrowedTrees: ReadonlyMap<string, string>;
  /** The unpacked package of the installer's kernel. */
  readonly kernelTree: string;
}

export interface FetchedParts {
  /** The file of each package, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  readonly boot: BootParts;
  /** What the medium is made of beside the distribution. */
  readonly mediumPackages: readonly ResolvedPackage[];
}

/** Downloads the distribution and what the medium is made of, and finds the parts that boot. */
export async function fetchParts(input: DownloadInput, { report }: StageRun): Promise<FetchedParts> {
  const { system, archive, closure, partPackages, borrowedPackages, distro } = input;
  // Needed much later; but who lacks it should not wait for the download to learn it
  await checkEmulation(distro, archive.arch);
  // Many a tool of the installer is on the machines too: one file is downloaded once.
  const all = [...closure.packages, ...partPackages, ...borrowedPackages];
  const unique = new Map(all.map((item) => [item.sha256, item]));
  const files = new Map(await fetchPackages(distro, archive, [...unique.values()], report));
  const trees = await unpackTrees(distro, partPackages, files);
  const borrowedTrees = await unpackTrees(distro, borrowedPackages, files);
  const bootFiles = await findBootFiles(
    requirePlatform(archive.arch),
    imagePackage(system, archive.arch),
    trees,
  );
  const { kernelRelease } = await readDebianInitrd(bootFiles.initrd);
  // Modules for the overlay come from the very kernel that the installer boots.
  const name = kernelPackage(system, kernelRelease, archive.arch);
  const known = closure.packages.find((item) => item.name === name);
  const [kernel] = known === undefined ? await findPackages(archive, [name]) : [known];
  if (known === undefined)
    for (const entry of await fetchPackages(distro, archive, [kernel!], report)) files.set(...entry);
  const kernelTree = (await unpackTrees(distro, [kernel!], files)).get(name)!;
  return {
    files,
    boot: { files: bootFiles, trees, borrowedTrees, kernelTree },
    mediumPackages: [...partPackages, kernel!],
  };
}
