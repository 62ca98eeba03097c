import {
  type Closure,
  lockPackages,
  type PackageArchive,
  type RecipeLock,
  type Repository,
  type ResolvedPackage,
  type Signer,
} from '../../distro/mod.ts';
import { sha256 } from '../../io/mod.ts';
import type { GraphBundle } from '../../model/mod.ts';
import { VERSION } from '../../model/version.ts';
import type { ProgramFiles, Roll } from '../../rolls/mod.ts';
import type { BootKey } from '../recipe/read-boot-key.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { digestInstaller } from './digest-installer.ts';
import type { FoundLock } from './read-lock.ts';
import { listSayings } from './recipe-says.ts';

/** What a lock pins and is known before any package is chosen. */
export interface FixedInput {
  readonly recipe: Recipe;
  readonly epochSeconds: number;
  readonly siteText: string | undefined;
  readonly program: Pick<ProgramFiles, 'engine' | 'initrd'>;
  readonly bootKey: BootKey | undefined;
  readonly rolls: readonly Roll[];
  /** Says which attributes are secret. */
  readonly bundle: GraphBundle;
}

/** Everything that a lock pins. */
export interface LockInput extends FixedInput {
  /** The lock that it is built from, if any. */
  readonly locked: FoundLock | undefined;
  readonly signer: Signer;
  readonly archive: Pick<PackageArchive, 'digest' | 'date'>;
  readonly closure: Closure;
  readonly mediumPackages: readonly ResolvedPackage[];
  readonly lender: Pick<PackageArchive, 'digest'> | undefined;
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly repository: Pick<Repository, 'packagesSha256'>;
}

/** The part of a lock that is known before any package is chosen. */
export type FixedLock = Omit<RecipeLock, 'os' | 'key' | 'packagesIndex' | 'packages' | 'media' | 'borrowed'>;

/** @throws {BuildError} PROGRAM_INCOMPLETE */
export async function composeFixedLock(input: FixedInput): Promise<FixedLock> {
  const { recipe, siteText, bundle, bootKey } = input;
  const { name, version, sha256: digest } = recipe;
  return {
    format: 1,
    recipe: { name, version, sha256: digest, says: listSayings(recipe, bundle) },
    arch: recipe.arch,
    epochSeconds: input.epochSeconds,
    ...(siteText === undefined ? {} : { site: sha256(siteText) }),
    engine: await digestInstaller(input.program),
    cairn: VERSION,
    ...(bootKey === undefined ? {} : { certificate: bootKey.fingerprint }),
    rolls: input.rolls.map((roll) => ({ name: roll.name, version: roll.version, sha256: roll.digest })),
  };
}

/** The lock of a build: every input, by SHA-256. @throws {BuildError} PROGRAM_INCOMPLETE */
export async function composeLock(input: LockInput): Promise<RecipeLock> {
  const { recipe, lender, locked } = input;
  const { digest, date } = input.archive;
  // Built from a lock that leaves open who signs, it does so too: it is that lock
  const isOpen = locked !== undefined && locked.lock.key === undefined;
  return {
    ...(await composeFixedLock(input)),
    ...(isOpen ? {} : { key: await nameKey(input.signer) }),
    os: { id: recipe.os, indexes: digest, ...(date === undefined ? {} : { date }) },
    packagesIndex: input.repository.packagesSha256,
    packages: lockPackages(input.closure.packages),
    media: lockPackages(input.mediumPackages),
    ...(lender === undefined
      ? {}
      : { borrowed: { indexes: lender.digest, packages: lockPackages(input.borrowedPackages) } }),
  };
}

async function nameKey(signer: Signer): Promise<NonNullable<RecipeLock['key']>> {
  const { fingerprint, armoredPublicKey: publicKey } = await signer.readKey();
  return { fingerprint, publicKey };
}
