import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile, readText, sha256 } from '../io/mod.ts';
import { fail } from '../model/mod.ts';
import { compareLocks, type Lock, parseLock, pickEntry } from '../plan/mod.ts';
import type { BuildInputs } from './build-inputs.ts';
import type { BuildJob } from './build-job.ts';
import type { ChosenPackages } from './build-packages.ts';

/** Reads the lock that `--locked` holds a build to. @throws {BuildError} LOCK_MISSING, LOCK_SYNTAX */
export async function readLock(job: BuildJob): Promise<Lock> {
  const beside = job.recipe.file.replace(/(?:\.yaml|\.yml)?$/, '.lock');
  const candidates =
    job.options.lock === undefined ? [beside, join(job.output, 'recipe.lock')] : [job.options.lock];
  for (const file of candidates) {
    if ((await stat(file).catch(() => undefined)) === undefined) continue;
    const lock = parseLock(await readText(file));
    return lock ?? fail('LOCK_SYNTAX', 'This is no lock of a build', { file });
  }
  return fail(
    'LOCK_MISSING',
    `No lock at ${candidates.join(' nor at ')}`,
    undefined,
    'Build once without --locked',
  );
}

/** The lock of this build: every input, by SHA-256. */
export async function composeLock(job: BuildJob, inputs: BuildInputs, chosen: ChosenPackages): Promise<Lock> {
  const { recipe, program } = job;
  const { closure, media, archive } = chosen;
  if (program.engine === undefined) {
    return fail(
      'PROGRAM_INCOMPLETE',
      'The engine for the installer is not there',
      undefined,
      'Make it: scripts/setup',
    );
  }
  const engine = (await hashFile(program.engine)).sha256;
  return {
    format: 1,
    recipe: {
      name: recipe.name,
      version: recipe.version,
      os: recipe.os,
      arch: recipe.arch,
      sha256: recipe.sha256,
    },
    ...(inputs.siteText === undefined ? {} : { site: sha256(inputs.siteText) }),
    engine,
    epochSeconds: inputs.epochSeconds,
    rolls: inputs.rolls.map(({ name, version, digest }) => ({ name, version, digest })),
    archive: archive.digest,
    base: closure.base,
    packages: closure.packages.map(pickEntry),
    media: [...media].sort((a, b) => (a.name < b.name ? -1 : 1)).map(pickEntry),
  };
}

/** @throws {BuildError} LOCK_STALE with everything that changed */
export function checkLock(locked: Lock | undefined, now: Lock): void {
  const changes = locked === undefined ? [] : compareLocks(locked, now);
  if (changes.length === 0) return;
  const shown = changes.slice(0, 20).join('\n  ');
  const more = changes.length > 20 ? `\n  and ${changes.length - 20} more` : '';
  fail(
    'LOCK_STALE',
    'The lock no longer describes this build',
    undefined,
    `${shown}${more}\n  Build without --locked to renew it`,
  );
}
