import { readdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { buildOutput, planStages } from '../../build/build-output.ts';
import { type Recipe, readRecipe, readSite } from '../../build/mod.ts';
import { openSurroundings } from '../../build/surroundings.ts';
import { readMirrorMarker } from '../../distro/mod.ts';
import { formatBytes, systemClock } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { changeForBuild } from '../build/change-for-build.ts';
import { openProgress } from '../build/progress.ts';
import { withCache } from '../build/with-cache.ts';
import { printJsonLine, printLine, printProblems } from '../terminal/report.ts';
import { tellFailure } from '../terminal/tell-failure.ts';
import type { MirrorExportOptions } from './commands.ts';

/** `cairn mirror export RECIPE FOLDER` */
export function runMirrorExport(
  recipeFile: string,
  folder: string,
  options: MirrorExportOptions,
): Promise<void> {
  return tellFailure(options.json ?? false, () => exportMirror(recipeFile, folder, options));
}

async function exportMirror(recipeFile: string, folder: string, options: MirrorExportOptions): Promise<void> {
  const { offline = false, json = false, mirror } = options;
  await refuseOther(folder);
  await withCache({ dir: options.cache, offline }, async (cache) => {
    const changed = await changeForBuild(await readRecipe(recipeFile), options, cache.cacheDir);
    const recipe: Recipe = { ...changed, makes: 'mirror' };
    const site = options.site === undefined ? undefined : await readSite(options.site);
    const { progress, close } = await openProgress(json, planStages(recipe), systemClock);
    try {
      const surroundings = await openSurroundings({ progress, offline, mirror, ...cache });
      const place = resolve(folder);
      const request = { recipe, site, outputDir: dirname(place), outputName: basename(place) };
      const { warnings, made } = await buildOutput(request, surroundings);
      await close();
      printProblems(warnings);
      const { sizeBytes } = made!;
      if (json) printJsonLine({ type: 'done', output: folder, sizeBytes });
      else printLine(`\n${folder}: ${formatBytes(sizeBytes)}. Its README.md says how to build from it`);
    } finally {
      await close();
    }
  });
}

/** An older export is replaced as a whole, and nothing else is. */
async function refuseOther(folder: string): Promise<void> {
  const there = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : ['?'],
  );
  if (there.length === 0 || (await readMirrorMarker(folder)) !== undefined) return;
  const hint = 'Name a folder that is not there, or an older export';
  fail('FILE_UNWRITABLE', `Cannot export into "${folder}": it holds something else`, undefined, hint);
}
