import { join } from 'node:path';
import { readText } from '../../io/mod.ts';
import { BuildError, errorProblem, isPlainPath, parseChecksums } from '../../model/mod.ts';
import { listReleases, RELEASE_LISTS, type Release } from './release-store.ts';

/** SHA-256 by path, of all files of a release besides the lists themselves. */
export type ReleaseFiles = ReadonlyMap<string, string>;

/**
 * What the lists of a release name.
 *
 * @param readList gives the text of a list by its path in the release
 * @throws {BuildError} CHECKSUMS_SYNTAX, RELEASE_WRONG: a path that leaves the release; what `readList` throws
 */
export async function collectFiles(readList: (path: string) => Promise<string>): Promise<ReleaseFiles> {
  const files = new Map<string, string>();
  for (const { folder, list } of RELEASE_LISTS) {
    for (const [path, sha256] of parseChecksums(await readList(list), list)) {
      if (!isPlainPath(path)) throw leaves(list, path);
      files.set(`${folder}${path}`, sha256);
    }
  }
  return files;
}

function leaves(list: string, path: string): BuildError {
  const message = `It names "${path}", which is no plain path in the release`;
  return new BuildError(errorProblem('RELEASE_WRONG', message, { file: list }, 'Build the medium anew'));
}

/** The same of a release of this frontend. */
export function readReleaseFiles({ folder }: Pick<Release, 'folder'>): Promise<ReleaseFiles> {
  return collectFiles((path) => readText(join(folder, path)));
}

/**
 * Where this frontend has which content: a path by SHA-256. A release whose lists cannot be read lends nothing.
 *
 * @param except name of a release that is left out
 */
export async function indexContent(served: string, except?: string): Promise<ReadonlyMap<string, string>> {
  const index = new Map<string, string>();
  for (const release of await listReleases(served)) {
    if (release.id === except) continue;
    const files = await readReleaseFiles(release).catch((): ReleaseFiles => new Map());
    for (const [path, sha256] of files) if (!index.has(sha256)) index.set(sha256, join(release.folder, path));
  }
  return index;
}
