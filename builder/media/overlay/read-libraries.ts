import { join } from 'node:path';
import { decodeNeededLibraries, isElf } from '../../formats/elf.ts';
import { readBytes } from '../../io/mod.ts';
import { fail, type Platform } from '../../model/mod.ts';
import { namesOfMerged } from './merge-usr.ts';

/** A shared library, under the name that programs ask for; the symlink of its version is not needed then. */
export interface Library {
  readonly name: string;
  /** Where the loader looks for it: "usr/lib/TRIPLE". */
  readonly folder: string;
  readonly content: Uint8Array;
}

/** Where a loader looks for libraries, on a system with merged folders. */
export function libraryFolders({ triple }: Platform): readonly string[] {
  return [`usr/lib/${triple}`, 'usr/lib', 'usr/lib64'];
}

/**
 * The libraries that programs need, and those that these need, until nothing is asked for any more.
 *
 * @param trees unpacked packages by name, to look in
 * @param isThere libraries that need not be brought
 * @throws {BuildError} OVERLAY_TOOL: no package has one
 */
export async function readLibraries(
  programs: readonly { readonly name: string; readonly content: Uint8Array }[],
  trees: ReadonlyMap<string, string>,
  platform: Platform,
  isThere: (library: string) => boolean = () => false,
): Promise<Library[]> {
  const found = new Map<string, Library>();
  const queue = [...programs];
  for (let asking = queue.shift(); asking !== undefined; asking = queue.shift()) {
    // What a compiler reads under a library's name may be a script
    const needed = isElf(asking.content) ? decodeNeededLibraries(asking.content) : [];
    for (const name of needed) {
      if (found.has(name) || isThere(name)) continue;
      const library =
        (await findLibrary(name, trees, platform)) ??
        fail('OVERLAY_TOOL', `No package given has "${name}", which "${asking.name}" needs`);
      found.set(name, library);
      queue.push(library);
    }
  }
  return [...found.values()];
}

/** Looks a library up in all packages, by their names in order. */
export async function findLibrary(
  name: string,
  trees: ReadonlyMap<string, string>,
  platform: Platform,
): Promise<Library | undefined> {
  for (const [, tree] of [...trees].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const folder of libraryFolders(platform)) {
      for (const place of namesOfMerged(folder)) {
        const content = await readBytes(join(tree, place, name)).catch(() => undefined);
        if (content !== undefined) return { name, folder, content };
      }
    }
  }
  return undefined;
}
