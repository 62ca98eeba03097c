import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type CpioMember, TYPE_BITS } from '../../formats/cpio.ts';
import { decodeNeededLibraries, isElf } from '../../formats/elf.ts';
import { readBytes } from '../../io/mod.ts';
import { fail, type Platform } from '../../model/mod.ts';
import type { DebianInitrd } from './debian-initrd.ts';
import { mergeUsr } from './overlay-files.ts';
import type { OverlayTool } from './overlay-lists.ts';

/**
 * Programs as archive members, with the shared libraries that they need and the initrd lacks.
 *
 * @param trees unpacked packages by name; libraries are looked for in all of them
 * @throws {BuildError} OVERLAY_TOOL: a package is not given, a file is not in it, or a library is in none
 */
export async function readOverlayTools(
  tools: readonly OverlayTool[],
  trees: ReadonlyMap<string, string>,
  initrd: DebianInitrd,
  { triple }: Platform,
  mtimeSeconds: number,
): Promise<CpioMember[]> {
  const folders = [`usr/lib/${triple}`, `lib/${triple}`, 'usr/lib', 'usr/lib64'];
  const members = new Map<string, CpioMember>();
  for (const tool of tools) {
    const tree =
      trees.get(tool.package) ?? fail('OVERLAY_TOOL', `Package "${tool.package}" is not there to take from`);
    for (const { from, to } of tool.files) {
      const member = await readMember(join(tree, from), to ?? from, mtimeSeconds);
      members.set(member.name, member);
    }
  }
  await addLibraries(members, { trees, folders, mtimeSeconds }, initrd);
  return [...members.values()];
}

/** Reads a file, or keeps a symlink as it is. */
async function readMember(path: string, to: string, mtimeSeconds: number): Promise<CpioMember> {
  const info = await lstat(path).catch(() =>
    fail('OVERLAY_TOOL', `No file "${to}" to put into the overlay`, { file: path }),
  );
  const name = mergeUsr(to);
  if (info.isSymbolicLink()) {
    const content = new TextEncoder().encode(await readlink(path));
    return { name, mode: TYPE_BITS.symlink | 0o777, content, mtimeSeconds };
  }
  return { name, mode: TYPE_BITS.file | (info.mode & 0o755), content: await readBytes(path), mtimeSeconds };
}

/** Where libraries are looked for: these folders of each unpacked package. */
interface LibraryPlaces {
  readonly trees: ReadonlyMap<string, string>;
  readonly folders: readonly string[];
  readonly mtimeSeconds: number;
}

/** Adds libraries, then the libraries of libraries, until nothing is asked for any more. */
async function addLibraries(
  members: Map<string, CpioMember>,
  places: LibraryPlaces,
  initrd: DebianInitrd,
): Promise<void> {
  const queue = [...members.values()];
  for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
    if (!isElf(member.content)) continue;
    for (const library of decodeNeededLibraries(member.content)) {
      const names = places.folders.map((folder) => `${mergeUsr(folder)}/${library}`);
      if (names.some((name) => initrd.members.has(name) || members.has(name))) continue;
      const added = await readLibrary(library, member.name, places);
      members.set(added.name, added);
      queue.push(added);
    }
  }
}

/** A library under the name that programs ask for; the version's symlink is not needed then. */
async function readLibrary(
  library: string,
  wantedBy: string,
  { trees, folders, mtimeSeconds }: LibraryPlaces,
): Promise<CpioMember> {
  for (const [, tree] of [...trees].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const folder of folders) {
      const content = await readBytes(join(tree, folder, library)).catch(() => undefined);
      if (content === undefined) continue;
      return { name: `${mergeUsr(folder)}/${library}`, mode: TYPE_BITS.file | 0o644, content, mtimeSeconds };
    }
  }
  return fail('OVERLAY_TOOL', `No package given has "${library}", which "${wantedBy}" needs`);
}
