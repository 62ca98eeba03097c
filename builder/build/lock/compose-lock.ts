import {
  type Closure,
  lockPackages,
  type PackageArchive,
  type RecipeLock,
  type Repository,
  type ResolvedPackage,
  renderRecipeLock,
} from '../../distro/mod.ts';
import { digestOnce, sha256 } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import type { ProgramFiles, Roll } from '../../rolls/mod.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** Everything that a lock pins. */
export interface LockInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly siteText: string | undefined;
  readonly program: Pick<ProgramFiles, 'engine'>;
  readonly archive: Pick<PackageArchive, 'digest'>;
  readonly rolls: readonly Roll[];
  readonly closure: Closure;
  readonly mediumPackages: readonly ResolvedPackage[];
  readonly lender: Pick<PackageArchive, 'digest'> | undefined;
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly repository: Pick<Repository, 'packagesSha256'>;
}

/** The lock of a build: every input, by SHA-256. @throws {BuildError} PROGRAM_INCOMPLETE */
export async function composeLock(input: LockInput): Promise<RecipeLock> {
  const { recipe, program, siteText, lender } = input;
  if (program.engine === undefined) {
    const message = 'The engine for the installer is not there';
    return fail('PROGRAM_INCOMPLETE', message, undefined, 'Make it: scripts/setup');
  }
  return {
    format: 1,
    recipe: { name: recipe.name, version: recipe.version, sha256: recipe.sha256 },
    arch: recipe.arch,
    epochSeconds: input.epochSeconds,
    ...(siteText === undefined ? {} : { site: sha256(siteText) }),
    engine: (await digestOnce(program.engine)).sha256,
    os: { id: recipe.os, indexes: input.archive.digest },
    rolls: input.rolls.map(({ name, version, digest }) => ({ name, version, sha256: digest })),
    packagesIndex: input.repository.packagesSha256,
    packages: lockPackages(input.closure.packages),
    media: lockPackages(input.mediumPackages),
    ...(lender === undefined
      ? {}
      : { borrowed: { indexes: lender.digest, packages: lockPackages(input.borrowedPackages) } }),
  };
}

/** Names a build: what media and overlay carry, so that neither is used with the other's packages. */
export function digestLock(lock: RecipeLock): string {
  return sha256(renderRecipeLock(lock));
}
