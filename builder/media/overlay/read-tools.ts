import { lstat, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CpioMember, TYPE_BITS } from '../../formats/cpio.ts';
import { isElf } from '../../formats/elf.ts';
import { readBytes } from '../../io/mod.ts';
import { fail, type Platform } from '../../model/mod.ts';
import { type DebianInitrd, placeInInitrd } from './debian-initrd.ts';
import type { OverlayTool } from './lists.ts';
import { namesOfMerged } from './merge-usr.ts';
import { libraryFolders, readLibraries } from './read-libraries.ts';

/** Unpacked packages by name. */
export type Trees = ReadonlyMap<string, string>;

/**
 * Programs as archive members, with the shared libraries that they need and the initrd lacks.
 *
 * @param trees unpacked packages; libraries are looked for in all of them
 * @throws {BuildError} OVERLAY_TOOL: a package is not given, a file is not in it, or a library is in none
 */
export async function readOverlayTools(
  tools: readonly OverlayTool[],
  trees: Trees,
  initrd: DebianInitrd,
  platform: Platform,
  mtimeSeconds: number,
): Promise<CpioMember[]> {
  const members = await readToolFiles(tools, trees, mtimeSeconds);
  const placed = members.map((member) => ({ ...member, name: placeInInitrd(member.name, initrd) }));
  const folders = libraryFolders(platform);
  const isThere = (library: string): boolean =>
    folders.some((folder) => namesOfMerged(`${folder}/${library}`).some((name) => initrd.members.has(name)));
  const libraries = await readLibraries(placed.filter(isProgram), trees, platform, isThere);
  const added = libraries.map(({ name, folder, content }) => ({
    name: `${folder}/${name}`,
    mode: TYPE_BITS.file | 0o644,
    content,
    mtimeSeconds,
  }));
  return [...placed, ...added];
}

/** The files of tools, under the names that they have on a merged system. */
export async function readToolFiles(
  tools: readonly OverlayTool[],
  trees: Trees,
  mtimeSeconds: number,
): Promise<CpioMember[]> {
  const members = new Map<string, CpioMember>();
  for (const tool of tools) {
    const tree =
      trees.get(tool.package) ?? fail('OVERLAY_TOOL', `Package "${tool.package}" is not there to take from`);
    for (const { from, to } of tool.files) {
      const member = await readMember(tree, from, to ?? from, mtimeSeconds);
      members.set(member.name, member);
    }
  }
  return [...members.values()];
}

export function isProgram({ content }: CpioMember): boolean {
  return isElf(content);
}

/** Reads a file. A symlink that stays at its place is kept as it is; one that goes elsewhere would lead nowhere. */
async function readMember(
  tree: string,
  from: string,
  name: string,
  mtimeSeconds: number,
): Promise<CpioMember> {
  for (const place of namesOfMerged(from)) {
    const path = join(tree, place);
    const info = await lstat(path).catch(() => undefined);
    if (info === undefined) continue;
    if (info.isSymbolicLink() && name === from) {
      const content = new TextEncoder().encode(await readlink(path));
      return { name, mode: TYPE_BITS.symlink | 0o777, content, mtimeSeconds };
    }
    const { mode } = await stat(path);
    return { name, mode: TYPE_BITS.file | (mode & 0o755), content: await readBytes(path), mtimeSeconds };
  }
  return fail('OVERLAY_TOOL', `No file "${from}" to put into the overlay`, { file: join(tree, from) });
}
