import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Closure,
  composeRepository,
  type DistroContext,
  digestPackagesIndex,
  type KnownRepository,
  type PackageArchive,
  type RecipeLock,
  type Repository,
  type ResolvedPackage,
} from '../../distro/mod.ts';
import { type GraphBundle, parseOperatingSystem } from '../../model/mod.ts';
import type { ProgramFiles, Roll } from '../../rolls/mod.ts';
import { checkLock } from '../lock/check-lock.ts';
import { composeLock } from '../lock/compose-lock.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import type { FoundLock } from '../lock/read-lock.ts';
import type { BootKey } from '../recipe/read-boot-key.ts';
import { productOf, type Recipe } from '../recipe/recipe.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import type { StageRun } from './stage-table.ts';

export interface RepositoryInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly rolls: readonly Roll[];
  readonly siteText: string | undefined;
  readonly bootKey: BootKey | undefined;
  readonly bundle: GraphBundle;
  readonly signer: LockSigner;
  readonly archive: PackageArchive;
  readonly locked: FoundLock | undefined;
  readonly closure: Closure;
  readonly files: ReadonlyMap<string, string>;
  readonly mediumPackages: readonly ResolvedPackage[];
  readonly lender: PackageArchive | undefined;
  readonly release: ReleaseTree | undefined;
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly distro: DistroContext;
  readonly program: Pick<ProgramFiles, 'engine' | 'initrd'>;
  readonly work: string;
}

export interface ComposedDistribution {
  /** `cairn/` of the medium: what a frontend serves, see builder/boot/README.md. */
  readonly mediumFolder: string;
  readonly repository: Repository;
  readonly lock: RecipeLock;
}

/** Composes the signed repository and pins every input. @throws {BuildError} LOCK_STALE */
export async function composeDistribution(
  input: RepositoryInput,
  { report }: StageRun,
): Promise<ComposedDistribution> {
  const { recipe, epochSeconds, archive, closure, files, release, signer, distro, work } = input;
  const mediumFolder = join(work, 'cairn');
  await mkdir(mediumFolder);
  const request = {
    packages: closure.packages,
    files,
    codename: archive.os.codename,
    version: parseOperatingSystem(recipe.os).release,
    arch: recipe.arch,
    label: `${recipe.name} ${recipe.version}`,
    epochSeconds,
    follows: productOf(recipe) === 'release' ? knownRepository(release) : undefined,
    signer,
    dir: join(mediumFolder, 'distribution'),
  };
  // Whoever may not build it as it is now need not sign it
  const index = { packagesSha256: digestPackagesIndex(closure.packages) };
  const lock = await composeLock({ ...input, repository: index });
  checkLock(lock, input.locked);
  const repository = await composeRepository(distro, request, report);
  return { mediumFolder, repository, lock };
}

function knownRepository(release: ReleaseTree | undefined): KnownRepository | undefined {
  if (release === undefined) return undefined;
  return async (path) => {
    const inRelease = `cairn/distribution/${path}`;
    const file = await release.find(inRelease);
    const sha256 = release.files.get(inRelease)?.sha256;
    return file === undefined || sha256 === undefined ? undefined : { file, sha256 };
  };
}
