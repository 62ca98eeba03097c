import { readRecipe, readSite } from '../../build/mod.ts';
import { rebuildMedium } from '../../build/rebuild-medium.ts';
import { openSurroundings } from '../../build/surroundings.ts';
import { systemClock } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { openProgress } from '../build/progress.ts';
import { withCache } from '../build/with-cache.ts';
import { printLine } from '../terminal/report.ts';
import type { MediaVerifyOptions } from './commands.ts';

/** `cairn media verify WHAT --rebuild RECIPE`: builds it again, and says where it differs. @throws {BuildError} MEDIA_MISMATCH */
export async function compareRebuilt(
  path: string,
  recipeFile: string,
  options: MediaVerifyOptions,
): Promise<void> {
  const { offline = false, mirror, snapshot, lock: lockFile } = options;
  const difference = await withCache({ dir: options.cache, offline }, async (cache) => {
    const recipe = await readRecipe(recipeFile);
    const site = options.site === undefined ? undefined : await readSite(options.site);
    const { progress, close } = await openProgress(false, [], systemClock);
    try {
      const surroundings = await openSurroundings({ progress, offline, mirror, snapshot, ...cache });
      return await rebuildMedium({ path, recipe, site, lockFile }, surroundings);
    } finally {
      await close();
    }
  });
  if (difference === undefined)
    return printLine(`${path}: built again from ${recipeFile}, every byte is the same`);
  const where = difference.path.length === 0 ? 'It' : `"${difference.path.join('" › "')}"`;
  const hint = `Built again from ${recipeFile} and the same lock: either this is not what was built, or a program that builds (xorriso, mmdebstrap, zstd, gpg) is another version here`;
  fail('MEDIA_MISMATCH', `${where} differs first: ${difference.what}`, { file: path }, hint);
}
