import { readText } from '../../io/mod.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { digestTree, type HashedFile, hashTree, ROLL_MANIFEST_NAME } from '../digest-tree.ts';
import { surveyTree } from '../list-tree.ts';
import { compareWithText, type NamedRoll } from '../pack/manifest.ts';
import { isArchived, type Roll, type RollOutline, type RollPackage } from '../roll.ts';
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
  await refuseChanged({ folder, origin }, files);
  const outline = await readOutline(folder, origin, tree);
  await refuseChanged(outline, files, outline);
  return {
    ...outline,
    packages: files
      .filter(isOwnPackage)
      .map(({ path, absolute, sizeBytes, sha256 }): RollPackage => ({ path, absolute, sizeBytes, sha256 })),
    packageTrees: listPackageTrees(files),
    digest: digestTree(files),
  };
}

/** What has a manifest holds what that says, wherever it lies. */
async function refuseChanged(
  lies: Pick<RollOutline, 'folder' | 'origin'>,
  files: readonly HashedFile[],
  roll?: NamedRoll,
): Promise<void> {
  const file = files.find(({ path }) => path === ROLL_MANIFEST_NAME);
  if (file === undefined) return;
  const wrong = compareWithText(await readText(file.absolute), files, roll);
  if (wrong.length === 0) return;
  const hint = isArchived(lies)
    ? 'The archive was changed after it was packed: get it anew, or pack it again (cairn roll pack)'
    : `If the changes are yours, the roll is yours: remove ${ROLL_MANIFEST_NAME}* from its folder`;
  const place = { file: lies.origin };
  const named = wrong.slice(0, MAX_NAMED);
  throw new BuildError(named.map((what) => errorProblem('ROLL_SIGNATURE', what, place, hint)));
}
