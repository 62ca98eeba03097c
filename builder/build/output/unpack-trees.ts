import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type DistroContext, type ResolvedPackage, unpackDeb } from '../../distro/mod.ts';
import { exists, withTempDir } from '../../io/mod.ts';

/**
 * Unpacks packages, each once: the folder in the cache is named after the package's SHA-256.
 *
 * @returns the folder of each package, by name
 */
export async function unpackTrees(
  context: DistroContext,
  packages: readonly ResolvedPackage[],
  files: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const trees = new Map<string, string>();
  for (const { name, sha256 } of packages)
    trees.set(name, await unpackOnce(context, sha256, files.get(sha256)!));
  return trees;
}

async function unpackOnce(context: DistroContext, sha256: string, deb: string): Promise<string> {
  const parent = join(context.cacheDir, 'unpacked');
  const folder = join(parent, sha256);
  if (await exists(folder)) return folder;
  await mkdir(parent, { recursive: true });
  await withTempDir(async (scratch) => {
    await unpackDeb(context, deb, join(scratch, 'tree'));
    // Another build may have been quicker.
    await rename(join(scratch, 'tree'), folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  }, parent);
  return folder;
}
