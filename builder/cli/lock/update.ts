import { planLockWish } from '../../build/lock/read-lock.ts';
import { readRecipe, readSite } from '../../build/mod.ts';
import { openSurroundings } from '../../build/surroundings.ts';
import { type LockPreview, updateLock } from '../../build/update-lock.ts';
import type { RecipeLock } from '../../distro/mod.ts';
import { systemClock } from '../../io/mod.ts';
import { countOf, fail } from '../../model/mod.ts';
import { openProgress } from '../build/progress.ts';
import { withCache } from '../build/with-cache.ts';
import { compareUpdate, renderUpdate } from '../release/update.ts';
import { askYes } from '../terminal/ask-yes.ts';
import { printLine, printProblems, printText } from '../terminal/report.ts';
import type { LockUpdateOptions } from './commands.ts';
import { findLockOf } from './find-lock.ts';

/** `cairn lock update RECIPE` */
export async function runLockUpdate(recipeFile: string, options: LockUpdateOptions): Promise<void> {
  const { offline = false, mirror, ownKey = false } = options;
  await withCache({ dir: options.cache, offline }, async (cache) => {
    const recipe = await readRecipe(recipeFile);
    const site = options.site === undefined ? undefined : await readSite(options.site);
    const { progress, close } = await openProgress(false, [], systemClock);
    try {
      const surroundings = await openSurroundings({ progress, offline, mirror, ...cache });
      const older = await findLockOf(recipe, options, surroundings.distro);
      const only = readOnly(options, older !== undefined);
      const file = planLockWish(options.lock, recipe.file, options.output).files[0]!;
      const written = await updateLock(
        { recipe, site, older, only, ownKey, file },
        surroundings,
        async (preview) => {
          await close();
          return decide(preview, options);
        },
      );
      await close();
      if (written !== undefined) printLine(`${file}: ${countOf(written.packages.length, 'package')}`);
    } finally {
      await close();
    }
  });
}

/** @throws {BuildError} LOCK_MISSING: there is nothing to hold */
function readOnly({ roll, securityOnly }: LockUpdateOptions, hasLock: boolean) {
  if (roll.length === 0 && securityOnly === undefined) return undefined;
  const message = 'There is no lock that could keep the rest as it is';
  if (!hasLock) fail('LOCK_MISSING', message, undefined, 'Build once, or update all of it');
  return { rolls: roll, security: securityOnly === true };
}

async function decide(preview: LockPreview, { dryRun, yes }: LockUpdateOptions): Promise<boolean> {
  printProblems(preview.warnings);
  const { older } = preview;
  if (older === undefined)
    printLine(`There is no lock yet: ${countOf(preview.closure.packages.length, 'package')}`);
  else if (!printChanges(older, preview)) return false;
  if (dryRun === true) return false;
  return yes === true || askYes('Write the lock?', '--yes');
}

/** @returns whether there are any */
function printChanges(older: RecipeLock, { drift, closure, parts }: LockPreview): boolean {
  const changes = compareUpdate(older, {}, closure);
  const media = compareParts(older, parts);
  for (const line of drift) printLine(line);
  if (changes.length > 0) printText(renderUpdate(changes));
  if (media.length > 0) {
    printLine('Of the medium itself:');
    printText(renderUpdate(media));
  }
  const isSame = drift.length + changes.length + media.length === 0;
  if (isSame) printLine('The lock is up to date');
  return !isSame;
}

/** Which kernel the installer boots only its image says: it is looked at when the lock is written. */
function compareParts(older: RecipeLock, parts: LockPreview['parts']) {
  const names = new Set(parts.map(({ name }) => name));
  const before = [...older.media, ...(older.borrowed?.packages ?? [])].filter(({ name }) => names.has(name));
  return compareUpdate({ packages: before }, {}, { packages: parts, byAppliance: {} });
}
