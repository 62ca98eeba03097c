import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { unreadable } from '../io/mod.ts';
import { BuildError, errorProblem, type Problem } from '../model/mod.ts';
import type { TreeFile } from './roll.ts';
import { isScrap } from './scraps.ts';

/** Files and folders. */
const MAX_ENTRIES = 100_000;
/** More of one kind help nobody. */
const MAX_PROBLEMS = 50;

/** The files of a tree, and what in it cannot be part of a roll. */
export interface TreeListing {
  readonly files: readonly TreeFile[];
  /** ROLL_PATH for links that leave the roll, and for devices and sockets. */
  readonly problems: readonly Problem[];
}

export interface ListOptions {
  /** Also what is never part of a roll: for a signature, which must not overlook anything that lies there. */
  readonly withScraps?: boolean;
  /** Only these files and what is below these folders, by path. */
  readonly only?: readonly string[];
}

/**
 * Every regular file below a roll's folder, by path in code-unit order. A symbolic link is followed while it stays
 * inside the folder.
 *
 * @throws {BuildError} FILE_UNREADABLE; ROLL_PATH for links that leave the roll, and for devices and sockets
 */
export async function listTree(folder: string, options: ListOptions = {}): Promise<TreeFile[]> {
  const { files, problems } = await surveyTree(folder, options);
  if (problems.length > 0) throw new BuildError(problems);
  return [...files];
}

/** The same for trees that may hold what no roll may: that is told, and left out. @throws {BuildError} FILE_UNREADABLE */
export async function surveyTree(
  folder: string,
  { withScraps = false, only }: ListOptions = {},
): Promise<TreeListing> {
  const root = await realpath(folder).catch((error: unknown) => Promise.reject(unreadable(folder, error)));
  const files: TreeFile[] = [];
  const problems: Problem[] = [];
  const pending = [''];
  const seen = new Set<string>();
  let entries = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const names = await readdir(join(root, at)).catch((error: unknown) =>
      Promise.reject(unreadable(join(folder, at ?? ''), error)),
    );
    for (const name of names.filter((entry) => withScraps || !isScrap(entry))) {
      const path = at === '' ? name : `${at}/${name}`;
      if (only !== undefined && !leadsTo(path, only)) continue;
      const problem = await visit(root, path, files, pending, seen);
      if (problem !== undefined && problems.length < MAX_PROBLEMS)
        problems.push(errorProblem('ROLL_PATH', problem, { file: join(folder, path) }));
    }
    entries += names.length;
    if (entries > MAX_ENTRIES)
      throw new BuildError(
        errorProblem('ROLL_PATH', `More than ${MAX_ENTRIES} files and folders in one roll`, { file: folder }),
      );
  }
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), problems };
}

/** One of the wanted paths, in one of them, or on the way to one. */
function leadsTo(path: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));
}

async function visit(
  root: string,
  path: string,
  files: TreeFile[],
  pending: string[],
  seen: Set<string>,
): Promise<string | undefined> {
  const real = await realpath(join(root, path)).catch(() => undefined);
  if (real === undefined) return 'A symbolic link leads nowhere';
  if (real !== root && !real.startsWith(root + sep)) return 'A symbolic link leaves the roll';
  const info = await stat(real);
  if (info.isDirectory()) {
    // A link to a folder around it would go on for ever.
    if (join(root, path) !== real && (seen.has(real) || join(root, path).startsWith(real + sep))) {
      return 'A symbolic link leads to a folder that was read already';
    }
    seen.add(real);
    pending.push(path);
  } else if (info.isFile()) {
    files.push({ path, absolute: real, sizeBytes: info.size, executable: (info.mode & 0o100) !== 0 });
  } else {
    return 'Neither a file nor a folder';
  }
  return undefined;
}
