import { join } from 'node:path';
import * as v from 'valibot';
import { type KeptPlace, keepValue, linkOrCopy, stampTools } from '../../io/mod.ts';
import type { DebianInitrd } from './debian-initrd.ts';
import { chooseModules, MODULE_LISTS } from './read-modules.ts';

/**
 * Keeps of a kernel's package only what overlays take from it: a tree that `readOverlayModules` reads in place of the
 * unpacked package.
 *
 * @param treeKey names what is in the tree
 * @param names modules that any overlay may need; one that the kernel has not is passed over
 * @param out folder of the tree
 * @throws {BuildError} OVERLAY_KERNEL
 */
export async function keepModules(
  cache: KeptPlace,
  kernelTree: string,
  treeKey: string,
  names: readonly string[],
  initrd: DebianInitrd,
  out: string,
): Promise<void> {
  const { folder, chosen } = await keepValue(cache, {
    kind: 'modules',
    inputs: { kernelTree, treeKey, names, initrd, versions: await stampTools(['modinfo']) },
    shape: v.object({ folder: v.string(), chosen: v.array(v.string()) }),
    find: async (asked) => {
      const found = await chooseModules(asked.kernelTree, asked.names, asked.initrd, 'skip');
      return { folder: found.folder, chosen: [...found.chosen] };
    },
  });
  const kept = [...chosen, ...MODULE_LISTS.map((name) => join(folder, name))];
  const target = join(out, 'usr/lib/modules', initrd.kernelRelease);
  for (const path of kept) await linkOrCopy(path, join(target, path.slice(folder.length)));
}
