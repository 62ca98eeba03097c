import { join, resolve } from 'node:path';
import {
  type Closure,
  compareFixedParts,
  digestPackagesIndex,
  listFixedDrift,
  type RecipeLock,
  type ResolvedPackage,
  renderKeptPackages,
  renderRecipeLock,
} from '../distro/mod.ts';
import { makeFolder, withTempDir, writeFileAtomic } from '../io/mod.ts';
import { BuildError, fail, type Problem } from '../model/mod.ts';
import { besideLock, keptInCache } from './lock/beside-lock.ts';
import { composeFixedLock, composeLock, type FixedLock } from './lock/compose-lock.ts';
import type { LockHold } from './lock/lock-hold.ts';
import { openSigner } from './lock/lock-signer.ts';
import type { FoundLock } from './lock/read-lock.ts';
import { nameOutput } from './output/name-medium.ts';
import { readBootKey } from './recipe/read-boot-key.ts';
import type { Site } from './recipe/read-site.ts';
import type { Recipe } from './recipe/recipe.ts';
import { readSourceEpoch } from './recipe/source-epoch.ts';
import { LOCKING, PLANNING, type PlannedBuild } from './stages/build-stages.ts';
import type { StageTime } from './stages/stage-table.ts';
import type { BuildSurroundings } from './surroundings.ts';
import { useCache } from './use-cache.ts';

/** Which lock is to follow which changes. */
export interface LockUpdate {
  readonly recipe: Recipe;
  readonly site?: Site | undefined;
  /** The lock as it is; undefined where there is none yet. */
  readonly older: FoundLock | undefined;
  /** What may change, of rolls and packages; undefined: everything. */
  readonly only?: Pick<LockHold, 'rolls' | 'security'> | undefined;
  /** Whether the lock shall name this user's own key, whatever it names now. */
  readonly ownKey: boolean;
  /** The lock to write. */
  readonly file: string;
}

/** What an update would change. */
export interface LockPreview {
  /** Of recipe, site, rolls, Cairn and key, a line each. */
  readonly drift: readonly string[];
  readonly older: RecipeLock | undefined;
  readonly closure: Closure;
  /** What media are made of; but for the installer's kernel, which its image names. */
  readonly parts: readonly ResolvedPackage[];
  readonly warnings: readonly Problem[];
}

/**
 * Lets a lock follow its recipe, rolls and the mirror. Nothing is written, and no package downloaded, unless `decide` says so.
 *
 * @returns the lock that was written; undefined when none was
 * @throws {BuildError} LOCK_STALE for what changed and may not; with every problem of the stage that failed
 */
export function updateLock(
  update: LockUpdate,
  surroundings: BuildSurroundings,
  decide: (preview: LockPreview) => Promise<boolean>,
): Promise<RecipeLock | undefined> {
  return useCache(surroundings.distro, () => carryOut(update, surroundings, decide));
}

async function carryOut(
  update: LockUpdate,
  { distro, program }: BuildSurroundings,
  decide: (preview: LockPreview) => Promise<boolean>,
): Promise<RecipeLock | undefined> {
  const { recipe, site, older, only, ownKey } = update;
  const watch = { ...distro, times: [] as StageTime[] };
  const signer = openSigner(distro, ownKey ? undefined : older);
  const isPart = only !== undefined && older !== undefined;
  const epochSeconds = isPart
    ? older.lock.epochSeconds
    : await readSourceEpoch(recipe.file, recipe.sourceDateEpoch, distro.environment);
  const folder = resolve(distro.cacheDir, 'locks');
  await makeFolder(folder);
  return withTempDir(async (work) => {
    const start = {
      ...{ recipe, site, epochSeconds, signer, distro, program, work },
      ...{
        locked: undefined,
        release: undefined,
        recipeOf: undefined,
        known: undefined,
        siteRoll: undefined,
      },
      held: isPart ? { found: older, ...only } : undefined,
      bootKey: await readBootKey(recipe, true),
      output: join(folder, nameOutput(recipe)),
    };
    const planned = await PLANNING.run(recipe, start, watch);
    const fixed = await composeFixedLock(planned);
    if (isPart) checkHeld(older, fixed, only.rolls);
    const { closure, warnings, partPackages, borrowedPackages } = planned;
    const parts = [...partPackages, ...borrowedPackages];
    const drift =
      older === undefined ? [] : [...listFixedDrift(older.lock, fixed), ...(await nameKey(older, planned))];
    if (!(await decide({ drift, older: older?.lock, closure, parts, warnings }))) return undefined;
    const { mediumPackages } = await LOCKING.run(recipe, planned, watch);
    const repository = { packagesSha256: digestPackagesIndex(closure.packages) };
    const locked = ownKey ? undefined : older;
    const lock = await composeLock({ ...planned, locked, mediumPackages, repository });
    await writeFileAtomic(update.file, renderRecipeLock(lock));
    const kept = renderKeptPackages([...closure.packages, ...mediumPackages, ...borrowedPackages]);
    await writeFileAtomic(besideLock(update.file, 'packages'), kept);
    await writeFileAtomic(keptInCache(distro.cacheDir, lock), kept);
    return lock;
  }, folder);
}

async function nameKey({ lock }: FoundLock, { signer }: PlannedBuild): Promise<readonly string[]> {
  const { fingerprint } = await signer.readKey();
  if (lock.key === undefined || lock.key.fingerprint === fingerprint) return [];
  return [`key that signs was "${lock.key.fingerprint}", is "${fingerprint}"`];
}

/** @throws {BuildError} LOCK_STALE, ROLL_MISSING. Of what may not change, nothing may have: but for Cairn itself, which is here as it is. */
function checkHeld({ lock, file }: FoundLock, fixed: FixedLock, free: readonly string[]): void {
  const names = fixed.rolls.map(({ name }) => name);
  const unknown = free.find((name) => !names.includes(name));
  if (unknown !== undefined)
    fail('ROLL_MISSING', `The recipe has no roll "${unknown}"`, undefined, `It has: ${names.join(', ')}`);
  const { epochSeconds, engine, cairn } = lock;
  const before = new Map(lock.rolls.map((roll) => [roll.name, roll]));
  const rolls = fixed.rolls.map((roll) =>
    free.includes(roll.name) ? (before.get(roll.name) ?? roll) : roll,
  );
  const held = {
    ...fixed,
    ...{ epochSeconds, rolls },
    ...(engine === undefined ? {} : { engine }),
    ...(cairn === undefined ? {} : { cairn }),
  };
  const changes = compareFixedParts(lock, held, [], file);
  if (changes.length > 0) throw new BuildError(changes);
}
