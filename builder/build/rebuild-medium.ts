import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists, makeFolder, withTempDir } from '../io/mod.ts';
import { RELEASE_LOCK } from '../model/mod.ts';
import { buildOutput } from './build-output.ts';
import { type Difference, findDifference } from './compare/find-difference.ts';
import { type MediumInputs, readMediumInputs } from './compare/medium-signatures.ts';
import { nameOutput } from './output/name-medium.ts';
import type { Site } from './recipe/read-site.ts';
import type { Recipe } from './recipe/recipe.ts';
import type { BuildSurroundings } from './surroundings.ts';

export interface RebuildRequest {
  /** The folder of a build, its `netboot/`, or a file of it. */
  readonly path: string;
  readonly recipe: Recipe;
  readonly site?: Site | undefined;
  /** The lock that it was built from; undefined: the one beside it, else the one inside it. */
  readonly lockFile: string | undefined;
}

/**
 * Builds again what there is, from its lock, and compares.
 *
 * @returns undefined where every byte is the same
 * @throws {BuildError} LOCK_STALE: recipe, rolls or Cairn are others now, each by its name; what building throws
 */
export async function rebuildMedium(
  { path, recipe, site, lockFile }: RebuildRequest,
  surroundings: BuildSurroundings,
): Promise<Difference | undefined> {
  const { run, cacheDir } = surroundings.distro;
  const parent = join(cacheDir, 'rebuilt');
  await makeFolder(parent);
  return withTempDir(async (scratch) => {
    const isFolder = (await stat(path)).isDirectory();
    const beside = await findBeside(path, isFolder);
    const inside: MediumInputs | undefined = path.endsWith('.iso')
      ? await readMediumInputs(run, path, join(scratch, 'inputs'))
      : undefined;
    const file = lockFile ?? beside ?? inside?.lockFile;
    const { made } = await buildOutput(
      {
        ...{ recipe, site, outputDir: join(scratch, 'made') },
        locked: { file },
        compared: inside?.signatures ?? new Map(),
      },
      surroundings,
    );
    const { folder } = made!;
    return findDifference(run, path, await findCounterpart(path, isFolder, folder, recipe), scratch);
  }, parent);
}

/** The lock of the output that a file or folder belongs to. */
async function findBeside(path: string, isFolder: boolean): Promise<string | undefined> {
  const folders = isFolder ? [path, dirname(path)] : [dirname(path)];
  for (const folder of folders) {
    const file = join(folder, RELEASE_LOCK);
    if (await exists(file)) return file;
  }
  return undefined;
}

/** What was built again of it: an image may have got another name. */
async function findCounterpart(
  path: string,
  isFolder: boolean,
  folder: string,
  recipe: Recipe,
): Promise<string> {
  if (isFolder) return (await exists(join(path, RELEASE_LOCK))) ? folder : join(folder, 'netboot');
  const same = join(folder, basename(path));
  return (await exists(same)) ? same : join(folder, `${nameOutput(recipe)}.iso`);
}
