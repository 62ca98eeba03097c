import { join } from 'node:path';
import { linkOrCopy } from '../../io/mod.ts';
import type { DebianInitrd } from './debian-initrd.ts';
import { chooseModules, MODULE_LISTS } from './read-modules.ts';

/**
 * Keeps of a kernel's package only what overlays take from it: a tree that `readOverlayModules` reads in place of the
 * unpacked package.
 *
 * @param names modules that any overlay may need; one that the kernel has not is passed over
 * @param out folder of the tree
 * @throws {BuildError} OVERLAY_KERNEL
 */
export async function keepModules(
  kernelTree: string,
  names: readonly string[],
  initrd: DebianInitrd,
  out: string,
): Promise<void> {
  const { folder, chosen } = await chooseModules(kernelTree, names, initrd, 'skip');
  const kept = [...chosen, ...MODULE_LISTS.map((name) => join(folder, name))];
  const target = join(out, 'usr/lib/modules', initrd.kernelRelease);
  for (const path of kept) await linkOrCopy(path, join(target, path.slice(folder.length)));
}
