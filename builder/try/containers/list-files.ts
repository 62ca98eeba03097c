import { type FileList, parseFileList } from '../files/compare-files.ts';
import type { World } from '../world/open-world.ts';
import { runScript } from '../world/run-script.ts';
import type { InstalledMachine } from './install-machine.ts';
import listFilesScript from './list-files.sh?text';

/** What a machine has of its own, above its layers, as its installation left it: to be asked before its start. */
export async function listFiles(world: World, { paths, folders }: InstalledMachine): Promise<FileList> {
  const { stdout } = await runScript(world.run, { name: 'list-files', text: listFilesScript }, [paths.own]);
  const laid = folders.flatMap(({ folder, at }): [string, string][] =>
    folder === undefined ? [] : [[folder, at]],
  );
  return parseFileList(stdout, new Map(laid));
}
