import type { TrialFolder } from '../../model/mod.ts';
import type { World } from '../world/open-world.ts';
import { runScript } from '../world/run-script.ts';
import { type FileList, parseFileList } from './compare-files.ts';
import listFilesScript from './list-files.sh?text';

/**
 * What a machine has of its own, above its layers, as its installation left it: to be asked before its start.
 *
 * @param own where that is kept
 */
export async function listFiles(
  world: World,
  own: string,
  folders: readonly TrialFolder[],
): Promise<FileList> {
  const { stdout } = await runScript(world.run, { name: 'list-files', text: listFilesScript }, [own]);
  const laid = folders.flatMap(({ folder, at }): [string, string][] =>
    folder === undefined ? [] : [[folder, at]],
  );
  return parseFileList(stdout, new Map(laid));
}
