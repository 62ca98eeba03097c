import { readText } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { digestTree, type HashedFile, hashTree, isManifestPath, ROLL_MANIFEST_NAME } from '../digest-tree.ts';
import { surveyTree } from '../list-tree.ts';
import { compareManifest, parseRollManifest } from '../pack/manifest.ts';
import type { Roll, RollPackage } from '../roll.ts';
import { readOutline } from './read-outline.ts';
import { isOwnPackage, listPackageTrees } from './roll-packages.ts';

const MAX_NAMED = 20;

/**
 * Reads all of a roll from its folder. A folder without roll.yaml is a Rocks roll's source tree and is read leniently.
 *
 * @param origin what to call it in messages and locks; the folder as given, or the archive it came from
 * @throws {BuildError} with every problem of roll.yaml and of the tree
 */
export async function readRollFolder(folder: string, origin: string = folder): Promise<Roll> {
  const tree = await surveyTree(folder);
  const files = await hashTree(tree.files);
  await refuseChanged(folder, origin, files);
  const outline = await readOutline(folder, origin, tree);
  return {
    ...outline,
    packages: files
      .filter(isOwnPackage)
      .map(({ path, absolute, sizeBytes, sha256 }): RollPackage => ({ path, absolute, sizeBytes, sha256 })),
    packageTrees: listPackageTrees(files),
    digest: digestTree(files),
  };
}

/** An archive with a manifest holds what its manifest says; a folder may have been worked on since. */
async function refuseChanged(folder: string, origin: string, files: readonly HashedFile[]): Promise<void> {
  const file = files.find(({ path }) => path === ROLL_MANIFEST_NAME);
  if (folder === origin || file === undefined) return;
  const manifest = parseRollManifest(await readText(file.absolute));
  const wrong =
    manifest === undefined
      ? [`Cannot read ${ROLL_MANIFEST_NAME}`]
      : compareManifest(
          manifest,
          files.filter(({ path }) => !isManifestPath(path)),
        );
  if (wrong.length === 0) return;
  const hint = 'The archive was changed after it was packed: get it anew, or pack it again (cairn roll pack)';
  const named = wrong.slice(0, MAX_NAMED);
  throw new BuildError(named.map((what) => errorProblem('ROLL_SIGNATURE', what, { file: origin }, hint)));
}
