import type { Closure, DistroContext, PackageArchive, ResolvedPackage } from '../../distro/mod.ts';
import { checkEmulation, fetchPackages, findPackages } from '../../distro/mod.ts';
import { contentKey } from '../../io/mod.ts';
import { findBootFiles, outlineInitrd } from '../../media/mod.ts';
import { imagePackage, kernelPackage, type OsRoll } from '../../model/files/mod.ts';
import { requirePlatform } from '../../model/mod.ts';
import { unpackTrees } from '../output/unpack-trees.ts';
import type { BootParts } from '../parts/boot-parts.ts';
import { takeParts } from '../parts/take-parts.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import type { StageRun } from './stage-table.ts';

export interface DownloadInput {
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  readonly closure: Closure;
  readonly partPackages: readonly ResolvedPackage[];
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly release: ReleaseTree | undefined;
  readonly distro: DistroContext;
}

export interface FetchedParts {
  /** The file of each package, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  readonly boot: BootParts;
  /** What the medium is made of beside the distribution. */
  readonly mediumPackages: readonly ResolvedPackage[];
}

/** Downloads the distribution and what the medium is made of, and finds the parts that boot. */
export async function fetchParts(input: DownloadInput, stage: StageRun): Promise<FetchedParts> {
  // Needed much later; but who lacks it should not wait for the download to learn it
  await checkEmulation(input.distro, input.archive.arch);
  return input.release === undefined
    ? fetchFromMirror(input, stage)
    : findInRelease(input, input.release, stage);
}

async function fetchFromMirror(input: DownloadInput, { report }: StageRun): Promise<FetchedParts> {
  const { system, archive, closure, partPackages, borrowedPackages, distro } = input;
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
  const debian = await outlineInitrd(distro, bootFiles.initrd);
  // Modules for the overlay come from the very kernel that the installer boots.
  const name = kernelPackage(system, debian.kernelRelease, archive.arch);
  const known = closure.packages.find((item) => item.name === name);
  const [kernel] = known === undefined ? await findPackages(archive, [name]) : [known];
  if (known === undefined)
    for (const entry of await fetchPackages(distro, archive, [kernel!], report)) files.set(...entry);
  const kernelTree = (await unpackTrees(distro, [kernel!], files)).get(name)!;
  const treesKey = contentKey([partPackages, borrowedPackages, [kernel!]].map(namesOfContent));
  return {
    files,
    boot: {
      platform: bootFiles.platform,
      installer: bootFiles,
      open: async () => ({ files: bootFiles, debian, trees, borrowedTrees, kernelTree, treesKey }),
    },
    mediumPackages: [...partPackages, kernel!],
  };
}

function namesOfContent(packages: readonly ResolvedPackage[]): readonly (readonly [string, string])[] {
  return packages.map(({ name, sha256 }) => [name, sha256]);
}

/** Nothing is downloaded; each file is compared with what the release says of it. */
async function findInRelease(
  input: DownloadInput,
  release: ReleaseTree,
  { report }: StageRun,
): Promise<FetchedParts> {
  const { archive, closure, partPackages, borrowedPackages: borrowed, distro } = input;
  return report(async (stage) => {
    const files = new Map(await fetchPackages(distro, archive, closure.packages, (work) => work(stage)));
    for (const { sha256 } of [...partPackages, ...borrowed]) {
      const file = files.get(sha256) ?? (await release.findContent(sha256));
      if (file !== undefined) files.set(sha256, file);
    }
    const boot = await takeParts({ distro, release, packages: partPackages, borrowed, files });
    stage.summarize(`${closure.packages.length} packages of a release`);
    return { files, boot, mediumPackages: partPackages };
  });
}
