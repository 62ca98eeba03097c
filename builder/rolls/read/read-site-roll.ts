import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BuildError, type RollSource } from '../../model/mod.ts';
import { listTree } from '../list-tree.ts';
import type { TreeFile } from '../roll.ts';
import { readEngineTexts } from './read-texts.ts';

/**
 * The site's own nodes and graphs: the folders `nodes/` and `graphs/` beside its `site.yaml`, which the engine
 * reads last. Undefined when there are none.
 *
 * @throws {BuildError} with every file that cannot be read
 */
export async function readSiteRoll(siteFile: string): Promise<RollSource | undefined> {
  const folder = dirname(siteFile);
  const files: TreeFile[] = [];
  for (const name of ['nodes', 'graphs']) {
    const isThere = await stat(join(folder, name)).then(
      (info) => info.isDirectory(),
      () => false,
    );
    if (!isThere) continue;
    const found = await listTree(join(folder, name));
    files.push(...found.map((file) => ({ ...file, path: `${name}/${file.path}` })));
  }
  const texts = await readEngineTexts(files, 'site', false);
  if (texts.problems.length > 0) throw new BuildError(texts.problems);
  return texts.files.length === 0 ? undefined : { name: 'site', files: texts.files };
}
