import { type BuildResult, buildOutput, planStages } from '../../build/build-output.ts';
import { readKnownRelease } from '../../build/delta/known-files.ts';
import { type Recipe, readRecipe, renderBuildPlan } from '../../build/mod.ts';
import { readPlace } from '../../build/recipe/read-place.ts';
import { findReleaseSource } from '../../build/release/find-source.ts';
import { openSurroundings } from '../../build/surroundings.ts';
import { formatBytes, run, systemClock } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { printLine, printProblems } from '../terminal/report.ts';
import { tellFailure } from '../terminal/tell-failure.ts';
import { changeForBuild } from './change-for-build.ts';
import type { BuildOptions } from './command.ts';
import { readDiskWish } from './disk-wish.ts';
import { openProgress } from './progress.ts';
import { type CacheSettings, withCache } from './with-cache.ts';

/** `cairn build RECIPE` */
export function runBuild(recipeFile: string, options: BuildOptions): Promise<void> {
  const { cache: dir, offline = false } = options;
  return tellFailure(options.json ?? false, () =>
    withCache({ dir, offline }, (cache) => buildWith(cache, recipeFile, options)),
  );
}

async function buildWith(cache: CacheSettings, recipeFile: string, options: BuildOptions): Promise<void> {
  const { dryRun = false, json = false } = options;
  const { discFor } = options;
  const known = options.deltaFrom ?? discFor;
  const disk = readDiskWish(options);
  if ([options.deltaFrom, discFor, disk].filter((one) => one !== undefined).length > 1)
    fail('USAGE', 'Give one of --delta-from, --disc-for and --disk');
  const deltaFrom = known === undefined ? undefined : await readKnownRelease(run, known);
  const given = await readRecipe(recipeFile);
  const changed = await changeForBuild(given, options, cache.cacheDir);
  const recipe: Recipe =
    disk !== undefined
      ? { ...changed, makes: 'disk', disk }
      : deltaFrom === undefined
        ? changed
        : { ...changed, makes: discFor === undefined ? 'delta' : 'disc' };
  const site = await readPlace(options.site, options.hosts);
  const isLocked = options.locked === true || options.lock !== undefined;
  const locked = isLocked ? { file: options.lock } : undefined;
  const { progress, close } = await openProgress(json, planStages(recipe, { dryRun }), systemClock);
  try {
    const { offline = false, mirror, snapshot } = options;
    const surroundings = await openSurroundings({ progress, offline, mirror, snapshot, ...cache });
    const { from, keyring } = options;
    const release = await findReleaseSource(surroundings.distro, {
      from,
      keyring,
      recipeFile,
      isDelta: deltaFrom !== undefined,
    });
    const request = { recipe, site, outputDir: options.output, locked, release, deltaFrom, dryRun };
    const result = await buildOutput(request, surroundings);
    await close();
    printResult(result, json);
  } finally {
    await close();
  }
}

function printResult({ plan, warnings, made }: BuildResult, json: boolean): void {
  printProblems(warnings);
  if (made === undefined) {
    printLine(json ? JSON.stringify({ type: 'plan', plan }) : `\n${renderBuildPlan(plan).trimEnd()}`);
    return;
  }
  const { folder, sizeBytes, seconds } = made;
  const done = { type: 'done', output: folder, sizeBytes, seconds: Math.round(seconds * 1000) / 1000 };
  const text = `\n${folder}: ${formatBytes(sizeBytes)} in ${seconds.toFixed(1)} s`;
  printLine(json ? JSON.stringify(done) : text);
}
