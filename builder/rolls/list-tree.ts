import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { orUnreadable } from '../io/mod.ts';
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
  const root = orUnreadable(folder, () => realpathSync.native(folder));
  const files: TreeFile[] = [];
  const problems: Problem[] = [];
  // Each with where it really is: what is no link is where its folder is
  const pending: Place[] = [{ path: '', real: root }];
  const seen = new Set<string>();
  let entries = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { path: above, real } = at;
    const inside = orUnreadable(join(folder, above), () => readdirSync(real, { withFileTypes: true }));
    for (const entry of inside.filter(({ name }) => withScraps || !isScrap(name))) {
      const path = above === '' ? entry.name : `${above}/${entry.name}`;
      if (only !== undefined && !leadsTo(path, only)) continue;
      const problem = visit(root, { path, real: findReal(real, entry) }, files, pending, seen);
      if (problem !== undefined && problems.length < MAX_PROBLEMS)
        problems.push(errorProblem('ROLL_PATH', problem, { file: join(folder, path) }));
    }
    entries += inside.length;
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

interface Place {
  /** Below the roll's folder, by the names of links. */
  readonly path: string;
  readonly real: string;
}

function findReal(folder: string, entry: Dirent): string | undefined {
  const path = join(folder, entry.name);
  if (!entry.isSymbolicLink()) return path;
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function visit(
  root: string,
  { path, real }: { readonly path: string; readonly real: string | undefined },
  files: TreeFile[],
  pending: Place[],
  seen: Set<string>,
): string | undefined {
  if (real === undefined) return 'A symbolic link leads nowhere';
  if (real !== root && !real.startsWith(root + sep)) return 'A symbolic link leaves the roll';
  const info = statSync(real);
  if (info.isDirectory()) {
    // A link to a folder around it would go on for ever.
    if (join(root, path) !== real && (seen.has(real) || join(root, path).startsWith(real + sep))) {
      return 'A symbolic link leads to a folder that was read already';
    }
    seen.add(real);
    pending.push({ path, real });
  } else if (info.isFile()) {
    files.push({ path, absolute: real, sizeBytes: info.size, executable: (info.mode & 0o100) !== 0 });
  } else {
    return 'Neither a file nor a folder';
  }
  return undefined;
}
