import { copyFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../io/mod.ts';
import type { IndexFile } from './apt-state.ts';

/** Signed lists as apt keeps them: names are addresses with "_" for "/". */
export interface KeptLists {
  readonly dir: string;
  readonly arch: string;
  /** Paths are names of files in `dir`. */
  readonly indexes: readonly IndexFile[];
  /** Suites that may have no index of their own, because they are empty. */
  readonly suites: readonly string[];
}

/**
 * Lays apt's lists as a mirror has them, below `dists/`. The mirror that they came from is in their names alone, and is not
 * told.
 */
export async function layLists({ dir, arch, indexes, suites }: KeptLists, mirror: string): Promise<void> {
  const known = [...suites, ...indexes.map(({ suite }) => suite)];
  const lay = async (name: string, path: string): Promise<void> => {
    const to = join(mirror, 'dists', path);
    await makeFolder(dirname(to));
    await copyFile(join(dir, name), to);
  };
  for (const name of await readdir(dir)) {
    const quoted = /_dists_(.+)_InRelease$/.exec(name)?.[1];
    if (quoted === undefined) continue;
    const suite = known.find((each) => each.replaceAll('/', '_') === quoted) ?? quoted;
    await lay(name, join(suite, 'InRelease'));
  }
  for (const { suite, component, path } of indexes)
    await lay(path, join(suite, component, `binary-${arch}`, 'Packages'));
}
