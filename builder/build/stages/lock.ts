import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compareRecipeLocks,
  lockPackages,
  parseRecipeLock,
  type RecipeLock,
  type Repository,
  type ResolvedPackage,
  renderRecipeLock,
} from '../../distro/mod.ts';
import { hashFile, readText, sha256 } from '../../io/mod.ts';
import { BuildError, fail } from '../../model/mod.ts';
import type { BuildInputs } from './inputs.ts';
import type { BuildJob } from './job.ts';
import type { ChosenPackages } from './packages.ts';

/** A lock and where it was read. */
export interface FoundLock {
  readonly lock: RecipeLock;
  readonly file: string;
}

/** Reads the lock that `--locked` holds a build to. @throws {BuildError} LOCK_MISSING, LOCK_SYNTAX */
export async function readLock(job: BuildJob): Promise<FoundLock> {
  const beside = job.recipe.file.replace(/(?:\.yaml|\.yml)?$/, '.lock');
  const candidates =
    job.options.lock === undefined ? [beside, join(job.output, 'recipe.lock')] : [job.options.lock];
  for (const file of candidates) {
    if ((await stat(file).catch(() => undefined)) === undefined) continue;
    return { lock: parseRecipeLock(await readText(file), file), file };
  }
  return fail(
    'LOCK_MISSING',
    `No lock at ${candidates.join(' nor at ')}`,
    undefined,
    'Build once without --locked',
  );
}

/**
 * The lock of this build: every input, by SHA-256.
 *
 * @throws {BuildError} LOCK_STALE with everything that differs from the one of `--locked`
 */
export async function composeLock(
  job: BuildJob,
  inputs: BuildInputs,
  chosen: ChosenPackages,
  media: readonly ResolvedPackage[],
  repository: Repository,
): Promise<RecipeLock> {
  const { recipe, program } = job;
  if (program.engine === undefined) {
    return fail(
      'PROGRAM_INCOMPLETE',
      'The engine for the installer is not there',
      undefined,
      'Make it: scripts/setup',
    );
  }
  const lock: RecipeLock = {
    format: 1,
    recipe: { name: recipe.name, version: recipe.version, sha256: recipe.sha256 },
    arch: recipe.arch,
    epochSeconds: inputs.epochSeconds,
    ...(inputs.siteText === undefined ? {} : { site: sha256(inputs.siteText) }),
    engine: (await hashFile(program.engine)).sha256,
    os: { id: recipe.os, indexes: chosen.archive.digest },
    rolls: inputs.rolls.map(({ name, version, digest }) => ({ name, version, sha256: digest })),
    packagesIndex: repository.packagesSha256,
    packages: lockPackages(chosen.closure.packages),
    media: lockPackages(media),
  };
  const { locked } = chosen;
  const changes = locked === undefined ? [] : compareRecipeLocks(locked.lock, lock, locked.file);
  if (changes.length > 0) throw new BuildError(changes);
  return lock;
}

/** Names a build: what media and overlay carry, so that neither is used with the other's packages. */
export function digestLock(lock: RecipeLock): string {
  return sha256(renderRecipeLock(lock));
}
