import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageFile } from '../../model/files/mod.ts';
import { BuildError, errorProblem, type Place, type Problem } from '../../model/mod.ts';
import { listTree } from '../list-tree.ts';
import type { ProgramFiles } from './program-files.ts';

/** One file of a package to be built. */
export interface PackageMember {
  /** Absolute path on the machine. */
  readonly path: string;
  readonly from: string;
  readonly sizeBytes: number;
  readonly mode: number;
}

/** Sources that are not files of the roll. */
const OF_CAIRN = /^cairn:(bundle|engine|initrd|rolls|recipes|share)(?:\/(.+))?$/;

/**
 * Every file of a package, by path: `files` of its description, folders with all that is below them.
 *
 * @param folder the package's own, against which sources are relative
 * @throws {BuildError} ROLL_PACKAGE for sources that are absent or leave the folder, and for paths given twice
 */
export async function collectPackageEntries(
  file: PackageFile,
  folder: string,
  program: ProgramFiles,
  placeOf: (...path: readonly string[]) => Place,
): Promise<PackageMember[]> {
  const problems: Problem[] = [];
  const entries = new Map<string, PackageMember>();
  for (const [target, source] of Object.entries(file.files)) {
    const wrong = (message: string, hint?: string): void => {
      problems.push(errorProblem('ROLL_PACKAGE', message, placeOf('files', target), hint));
    };
    if (source.startsWith('/') || source.split('/').includes('..')) {
      wrong(`"${source}" leaves the package's folder`);
      continue;
    }
    const [, part, below = ''] = OF_CAIRN.exec(source) ?? [];
    const own = part as keyof ProgramFiles | undefined;
    const top = own === undefined ? folder : program[own];
    const from = top === undefined ? undefined : join(top, own === undefined ? source : below);
    const info = from === undefined ? undefined : await stat(from).catch(() => undefined);
    if (from === undefined || info === undefined) {
      wrong(`"${source}" is not there`, own === undefined ? undefined : 'Make it with: npm run build');
      continue;
    }
    const found = info.isDirectory()
      ? await listTree(from)
      : [{ path: '', absolute: from, sizeBytes: info.size, executable: (info.mode & 0o100) !== 0 }];
    for (const each of found.filter(({ path }) => isCarried(own, join(below, path)))) {
      const path = each.path === '' ? target : `${target.replace(/\/$/, '')}/${each.path}`;
      if (entries.has(path)) wrong(`"${path}" is given twice`);
      const mode = file.modes[path] ?? (each.executable ? '755' : '644');
      entries.set(path, {
        path,
        from: each.absolute,
        sizeBytes: each.sizeBytes,
        mode: Number.parseInt(mode, 8),
      });
    }
  }
  for (const path of Object.keys(file.modes).filter((each) => !entries.has(each))) {
    problems.push(errorProblem('ROLL_PACKAGE', `No file "${path}" in this package`, placeOf('modes', path)));
  }
  if (problems.length > 0) throw new BuildError(problems);
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const PROGRAM = /^(?:[^/]+\.mjs|LICENSES\.txt|assets\/[^/]+)$/;
const SHARE =
  /^(?:man\/man[15]\/cairn(?:-[a-z]+)?\.[15]\.gz|bash-completion\/completions\/cairn|zsh\/vendor-completions\/_cairn)$/;

/**
 * Of the program's folder only the program, of `/usr/share` only what is Cairn's: in an installed Cairn everything else
 * lies in them too. Rolls are carried without packages that were built into their folders.
 */
function isCarried(own: keyof ProgramFiles | undefined, path: string): boolean {
  if (own === 'bundle') return PROGRAM.test(path);
  if (own === 'share') return SHARE.test(path);
  return own !== 'rolls' || !/^[^/]+\/packages\/(?:[^/]+\/)?[^/]+\.deb$/.test(path);
}
