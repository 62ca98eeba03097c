import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DistroContext } from '../../distro/mod.ts';
import { exists, hashFile, withTempDir } from '../../io/mod.ts';

/** Takes the release out of an image, into the cache; that of the last image stays there. @returns its folder */
export async function unpackImage(
  { run, cacheDir }: Pick<DistroContext, 'run' | 'cacheDir'>,
  image: string,
): Promise<string> {
  const { sha256 } = await hashFile(image);
  const parent = join(cacheDir, 'images');
  const folder = join(parent, sha256.slice(0, 32));
  if (await exists(folder)) return folder;
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent))
    if (/^[0-9a-f]{32}$/.test(name)) await rm(join(parent, name), { recursive: true, force: true });
  await withTempDir(async (scratch) => {
    const tree = join(scratch, 'tree');
    await mkdir(tree);
    const extract = ['cairn', 'install'].flatMap((name) => ['-extract', `/${name}`, join(tree, name)]);
    await run(['xorriso', '-osirrox', 'on:auto_chmod_on', '-indev', image, ...extract]);
    await run(['chmod', '-R', 'u+w', tree]);
    await rename(tree, folder);
  }, parent);
  return folder;
}
