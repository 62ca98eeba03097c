import { join } from 'node:path';
import { exists } from '../io/mod.ts';
import { GRAPH_BUNDLE, parseJsonDocument } from '../model/documents/mod.ts';
import { type BuildResult, buildOutput, planStages } from './build-output.ts';
import type { PlannedStage } from './plan/build-plan.ts';
import { changeRecipe, type RecipeChange } from './recipe/change-recipe.ts';
import { readRecipe } from './recipe/read-recipe.ts';
import { readSite } from './recipe/read-site.ts';
import type { Recipe } from './recipe/recipe.ts';
import type { ReleaseTree } from './release/release-tree.ts';
import type { BuildSurroundings } from './surroundings.ts';

export interface ReleaseRequest {
  /** The release that it follows. */
  readonly base: ReleaseTree;
  readonly change: RecipeChange;
  /** Whether packages come from a mirror, all of them; else they are those of the base and of rolls. */
  readonly fromMirror?: boolean;
  /** Folder in which the result is made; on the file system of the base files are shared with that. */
  readonly outputDir: string;
  readonly dryRun?: boolean;
}

/** The stages of making a release, for whoever shows how far it is. */
export async function planReleaseStages({
  base,
  dryRun = false,
}: Pick<ReleaseRequest, 'base' | 'dryRun'>): Promise<readonly PlannedStage[]> {
  const recipe = await readRecipe(join(base.cairn, 'recipe.yaml'));
  return planStages({ ...recipe, makes: 'release' }, { dryRun });
}

/** The recipe of a release with a change. @throws {BuildError} ROLL_MISSING */
async function readReleaseRecipe(
  { cairn }: Pick<ReleaseTree, 'cairn'>,
  change: RecipeChange,
  { distro, program }: BuildSurroundings,
): Promise<Recipe> {
  const recipe = await readRecipe(join(cairn, 'recipe.yaml'));
  const changed = await changeRecipe(recipe, change, {
    cacheDir: distro.cacheDir,
    shippedRolls: program.rolls,
  });
  return { ...changed, makes: 'release' };
}

/**
 * Makes a release that follows another one: as a folder with `cairn/` and `install/`. What did not change is linked, not made
 * anew.
 *
 * @throws {BuildError} with every problem of the stage that failed
 */
export async function composeRelease(
  request: ReleaseRequest,
  surroundings: BuildSurroundings,
): Promise<BuildResult> {
  const { base, change, outputDir, fromMirror = false, dryRun = false } = request;
  const recipe = await readReleaseRecipe(base, change, surroundings);
  const siteFile = join(base.cairn, 'site.yaml');
  const site = (await exists(siteFile)) ? await readSite(siteFile) : undefined;
  const graph = parseJsonDocument(
    GRAPH_BUNDLE,
    new TextDecoder().decode(await base.read('cairn/graph.json')),
    join(base.cairn, 'graph.json'),
  );
  const release = fromMirror ? undefined : base;
  return buildOutput(
    { recipe, site, siteRoll: graph.site, release, recipeOf: base, outputDir, dryRun },
    surroundings,
  );
}
