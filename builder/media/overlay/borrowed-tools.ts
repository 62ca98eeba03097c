import { basename } from 'node:path';
import { type CpioMember, TYPE_BITS } from '../../formats/cpio.ts';
import { decodeInterpreter } from '../../formats/elf.ts';
import { fail, type Platform } from '../../model/mod.ts';
import type { OverlayTool } from './lists.ts';
import { findLibrary, readLibraries } from './read-libraries.ts';
import { isProgram, readToolFiles, type Trees } from './read-tools.ts';

/** Tools that another release lends. */
export interface BorrowedTools {
  readonly tools: readonly OverlayTool[];
  /** Unpacked packages of that release: the tools', and all that they need. */
  readonly trees: Trees;
}

/** Programs of another release, with its loader and its C library: none of it is in the way of the initrd's own. */
const FOLDER = 'usr/lib/cairn/borrowed';

/**
 * Programs of another release as archive members. Its C library may be newer than the initrd's, and one process has
 * one C library and the loader that belongs to it: they come along, apart from the initrd's, and a script at the
 * program's usual place starts it by them.
 *
 * @throws {BuildError} OVERLAY_TOOL: a package is not given, a file is not in it, or a library is in none
 */
export async function readBorrowedTools(
  { tools, trees }: BorrowedTools,
  platform: Platform,
  mtimeSeconds: number,
): Promise<CpioMember[]> {
  const members: CpioMember[] = [];
  const programs: CpioMember[] = [];
  for (const member of await readToolFiles(tools, trees, mtimeSeconds)) {
    const interpreter = isProgram(member) ? decodeInterpreter(member.content) : undefined;
    if (interpreter === undefined) {
      members.push(member);
      continue;
    }
    const name = `${FOLDER}/${basename(member.name)}`;
    programs.push({ ...member, name });
    const loader = basename(interpreter);
    members.push({ ...member, content: renderStarter(`/${FOLDER}/${loader}`, `/${name}`) });
    members.push(await readLoader(loader, trees, platform, mtimeSeconds));
  }
  const libraries = await readLibraries(programs, trees, platform);
  const mode = TYPE_BITS.file | 0o644;
  const added = libraries.map(({ name, content }) => ({
    name: `${FOLDER}/${name}`,
    mode,
    content,
    mtimeSeconds,
  }));
  return [...added, ...programs, ...members];
}

function renderStarter(loader: string, program: string): Uint8Array {
  const words = [loader, '--library-path', `/${FOLDER}`, program];
  return new TextEncoder().encode(`#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
}

async function readLoader(
  name: string,
  trees: Trees,
  platform: Platform,
  mtimeSeconds: number,
): Promise<CpioMember> {
  const { content } =
    (await findLibrary(name, trees, platform)) ??
    fail('OVERLAY_TOOL', `No package given has the loader "${name}"`);
  return { name: `${FOLDER}/${name}`, mode: TYPE_BITS.file | 0o755, content, mtimeSeconds };
}
