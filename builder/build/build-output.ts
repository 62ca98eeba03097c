import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Closure, DistroContext } from '../distro/mod.ts';
import { checkTempDir, makeFolder, settlePermissions, withTempDir } from '../io/mod.ts';
import type { Problem, RollSource } from '../model/mod.ts';
import type { KnownRelease } from './delta/known-files.ts';
import { openSigner } from './lock/lock-signer.ts';
import { type FoundLock, planLockWish, readLock } from './lock/read-lock.ts';
import type { Signatures } from './lock/signatures.ts';
import { measureFolder } from './output/measure-folder.ts';
import { nameOutput } from './output/name-medium.ts';
import { noteImage } from './output/recall-image.ts';
import { replaceFolder } from './output/replace-folder.ts';
import { type BuildPlan, planBuild } from './plan/build-plan.ts';
import { readBootKey } from './recipe/read-boot-key.ts';
import type { Site } from './recipe/read-site.ts';
import { productOf, type Recipe } from './recipe/recipe.ts';
import { readSourceEpoch } from './recipe/source-epoch.ts';
import type { ReleaseTree } from './release/release-tree.ts';
import { EXPORTING, MAKING, PLANNING, type PlannedBuild, planStages } from './stages/build-stages.ts';
import type { KnownDigests, StageTime, StageWatch } from './stages/stage-table.ts';
import type { BuildSurroundings } from './surroundings.ts';
import { useCache } from './use-cache.ts';

export { planStages };

/** What is to be built. */
export interface BuildRequest {
  readonly recipe: Recipe;
  /** Answers about one place, to be baked in. */
  readonly site?: Site | undefined;
  /** Folder in which the folder NAME-VERSION-ARCH of the result is made. */
  readonly outputDir: string;
  /** Another name of that folder. */
  readonly outputName?: string;
  /** Every input must be as in this lock: a file, or the one of the last build. */
  readonly locked?: { readonly file?: string | undefined } | undefined;
  /** A release that packages are taken from, in place of a mirror. */
  readonly release?: ReleaseTree | undefined;
  /** The release that the recipe is of, where that is open and not the one that packages are taken from. */
  readonly recipeOf?: ReleaseTree | undefined;
  /** The site's own nodes and graphs, where they do not lie beside its site.yaml. */
  readonly siteRoll?: RollSource | undefined;
  /** Make what this release, which is elsewhere, has not, in place of media. */
  readonly deltaFrom?: KnownRelease | undefined;
  /** What is made is compared with what there is, whose signatures these are, and used for nothing. */
  readonly compared?: Signatures | undefined;
  /** Stop before anything is downloaded. */
  readonly dryRun?: boolean;
}

export interface BuildResult {
  readonly plan: BuildPlan;
  readonly warnings: readonly Problem[];
  /** What machines of each appliance get. */
  readonly closure: Closure;
  /** What there is now; undefined after a dry run. */
  readonly made: MadeOutput | undefined;
}

export interface MadeOutput {
  /** Folder of the result. */
  readonly folder: string;
  readonly sizeBytes: number;
  /** Of all stages together. */
  readonly seconds: number;
}

/**
 * Makes media and network boot tree from a recipe. Everything happens in a scratch folder beside the result, which
 * is renamed into its place at the end.
 *
 * @throws {BuildError} with every problem of the stage that failed, and for disks that refuse; an older result is then
 *   as it was
 */
export function buildOutput(request: BuildRequest, surroundings: BuildSurroundings): Promise<BuildResult> {
  return useCache(surroundings.distro, () => carryOut(request, surroundings));
}

async function carryOut(request: BuildRequest, { distro, program }: BuildSurroundings): Promise<BuildResult> {
  const { site, outputDir, release, recipeOf, deltaFrom: known, siteRoll } = request;
  const makes = request.recipe.makes ?? (known === undefined ? 'media' : 'delta');
  const recipe: Recipe = { ...request.recipe, makes };
  const output = join(outputDir, request.outputName ?? nameOutput(recipe));
  const locked = await findLock(request, output, distro);
  const watch: StageWatch & { readonly times: StageTime[] } = { ...distro, times: [] };
  await checkTempDir();
  await makeFolder(outputDir);
  // On the file system of the result: what is finished is renamed, packages are hard links.
  return withTempDir(async (work) => {
    // Resolvers read the repository in it as users of their own.
    await chmod(work, 0o755);
    const epochSeconds =
      locked?.lock.epochSeconds ??
      (await readSourceEpoch(recipe.file, recipe.sourceDateEpoch, distro.environment));
    const start = {
      recipe,
      site,
      epochSeconds,
      locked,
      held: undefined,
      bootKey: await readBootKey(recipe, locked !== undefined),
      signer: openSigner(distro, locked, request.compared),
      release,
      recipeOf,
      known,
      siteRoll,
      distro,
      program,
      work,
      output,
    };
    const planned = await PLANNING.run(recipe, start, watch);
    const plan = planBuild({ ...planned, stages: planStages(recipe) });
    const made = request.dryRun === true ? undefined : await makeOutput(planned, watch);
    return { plan, warnings: planned.warnings, closure: planned.closure, made };
  }, resolve(outputDir));
}

function findLock(
  { locked, recipe }: BuildRequest,
  output: string,
  distro: DistroContext,
): Promise<FoundLock | undefined> {
  return locked === undefined
    ? Promise.resolve(undefined)
    : readLock(planLockWish(locked.file, recipe.file, output), distro);
}

async function makeOutput(planned: PlannedBuild, watch: StageWatch): Promise<MadeOutput> {
  const { recipe, output, work } = planned;
  const result = join(work, 'result');
  await mkdir(result);
  const making = productOf(recipe) === 'mirror' ? EXPORTING : MAKING;
  const digests: KnownDigests = new Map();
  const imageNotes = new Map<string, string>();
  await making.run(recipe, { ...planned, result, digests, imageNotes }, watch);
  settlePermissions(result);
  const sizeBytes = measureFolder(result);
  await replaceFolder(result, output);
  for (const [name, note] of imageNotes) {
    const digest = digests.get(name);
    if (digest !== undefined) await noteImage(note, join(output, name), digest);
  }
  const seconds = watch.times.reduce((sum, time) => sum + time.seconds, 0);
  return { folder: output, sizeBytes, seconds };
}
