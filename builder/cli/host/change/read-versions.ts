import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReleaseView } from './cluster.ts';

/** The version of each package that the distribution of a release has; empty where there is none. */
export type VersionReader = (
  release: Pick<ReleaseView, 'folder' | 'graph'>,
) => Promise<ReadonlyMap<string, string>>;

/** Reads each release once. */
export function createVersionReader(): VersionReader {
  const read = new Map<string, Promise<ReadonlyMap<string, string>>>();
  return ({ folder, graph }) => {
    const known = read.get(folder) ?? readPackageVersions(join(folder, 'distribution/dists'), graph.arch);
    read.set(folder, known);
    return known;
  };
}

async function readPackageVersions(dists: string, arch: string): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const suite of await listFolder(dists))
    for (const component of await listFolder(join(dists, suite))) {
      const path = join(dists, suite, component, `binary-${arch}/Packages`);
      const text = await readFile(path, 'utf8').catch(() => '');
      for (const [, name, rest] of text.matchAll(/^Package: (\S+)\n((?:.+\n)*)/gm)) {
        const version = /^Version: (\S+)$/m.exec(rest!)?.[1];
        if (version !== undefined) versions.set(name!, version);
      }
    }
  return versions;
}

async function listFolder(path: string): Promise<readonly string[]> {
  return (await readdir(path).catch(() => [])).sort();
}
