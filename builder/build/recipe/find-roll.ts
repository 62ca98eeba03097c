import { dirname, join } from 'node:path';
import { exists } from '../../io/mod.ts';

/** Endings under which a packed roll lies beside others. */
const ENDINGS = ['', '.tar', '.tar.zst', '.tar.xz', '.tar.gz', '.zip', '.7z', '.iso'];

/** Folders in which a recipe's rolls are looked for by name, first match wins. */
export function rollFoldersOf(recipeFile: string, shipped: string | undefined): string[] {
  const here = dirname(recipeFile);
  return [join(here, 'rolls'), join(here, '..', 'rolls'), ...(shipped === undefined ? [] : [shipped])];
}

/** Where a roll of a recipe is: a path relative to the recipe, or a name in one of the folders. */
export async function findRoll(
  reference: string,
  recipeFile: string,
  folders: readonly string[],
): Promise<string | undefined> {
  if (reference.includes('/')) {
    const path = reference.startsWith('/') ? reference : join(dirname(recipeFile), reference);
    return (await exists(path)) ? path : undefined;
  }
  for (const folder of folders) {
    for (const ending of ENDINGS) {
      const path = join(folder, reference + ending);
      if (await exists(path)) return path;
    }
  }
  return undefined;
}
