import { join } from 'node:path';
import { buildOutput } from '../../build/build-output.ts';
import { type FoundLock, planLockWish, readLock } from '../../build/lock/read-lock.ts';
import { readRecipe, readSite } from '../../build/mod.ts';
import { nameOutput } from '../../build/output/name-medium.ts';
import { type BuildSurroundings, openSurroundings } from '../../build/surroundings.ts';
import { verifyLockedPackages } from '../../build/verify-lock.ts';
import { formatBytes, readText, systemClock } from '../../io/mod.ts';
import { countOf } from '../../model/mod.ts';
import { openProgress } from '../build/progress.ts';
import { withCache } from '../build/with-cache.ts';
import { printLine } from '../terminal/report.ts';
import type { LockVerifyOptions } from './commands.ts';

/** `cairn lock verify RECIPE|LOCK` */
export async function runLockVerify(what: string, options: LockVerifyOptions): Promise<void> {
  const { offline = false, mirror, snapshot } = options;
  await withCache({ dir: options.cache, offline }, async (cache) => {
    const { progress, close } = await openProgress(false, [], systemClock);
    try {
      const surroundings = await openSurroundings({ progress, offline, mirror, snapshot, ...cache });
      const isLock = (await readText(what)).trimStart().startsWith('{') && what.endsWith('.lock');
      const found = isLock
        ? await readLock({ files: [what] }, surroundings.distro)
        : await checkFit(what, options, surroundings);
      const { count, sizeBytes, own } = await verifyLockedPackages(found.lock, surroundings);
      await close();
      const packages = `${countOf(count, 'package')} (${formatBytes(sizeBytes)})`;
      printLine(`${found.file}: ${packages} can be had, each as it is listed; rolls bring ${own} more`);
      if (!isLock) printLine(`It fits ${what}`);
    } finally {
      await close();
    }
  });
}

/** Plans a locked build: what differs stops that. @throws {BuildError} LOCK_STALE, LOCK_MISSING */
async function checkFit(
  recipeFile: string,
  options: LockVerifyOptions,
  surroundings: BuildSurroundings,
): Promise<FoundLock> {
  const recipe = await readRecipe(recipeFile);
  const site = options.site === undefined ? undefined : await readSite(options.site);
  const { lock, output } = options;
  await buildOutput({ recipe, site, outputDir: output, locked: { file: lock }, dryRun: true }, surroundings);
  return readLock(planLockWish(lock, recipe.file, join(output, nameOutput(recipe))), surroundings.distro);
}
