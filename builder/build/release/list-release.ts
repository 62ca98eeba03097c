import { statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOnce, sha256 } from '../../io/mod.ts';
import { readOutputFiles } from '../../media/mod.ts';
import { type ReleaseFile, type ReleasePledge, renderPledged } from '../../model/mod.ts';
import type { ReleaseTree } from './release-tree.ts';

export interface ReleaseToList {
  /** Folder of what is served; nothing is added to it after this. */
  readonly cairn: string;
  /** What machines start from, by name. */
  readonly install: Readonly<Record<string, string>>;
  /** The release that it was made of: what is a link to a file of that has its hash. */
  readonly release?: ReleaseTree | undefined;
}

/** Everything that a release consists of. */
export async function listRelease({
  cairn,
  install,
  release,
}: ReleaseToList): Promise<readonly ReleaseFile[]> {
  const served = await readOutputFiles(cairn, (path) => recallFile(cairn, path, release));
  const boot = await Promise.all(
    Object.entries(install).map(([name, file]) => listFile(`install/${name}`, file, release)),
  );
  return [...served.map((file) => ({ ...file, path: `cairn/${file.path}` })), ...boot];
}

/** A file of a release, which may be that of the release that it was made of. @param path in the list */
export async function listFile(
  path: string,
  file: string,
  release: ReleaseTree | undefined,
): Promise<ReleaseFile> {
  const isSame = (await release?.find(path)) === file;
  return (isSame ? release?.files.get(path) : undefined) ?? { path, ...(await digestOnce(file)) };
}

/** What the overlay says of a release. @param key fingerprint of the key that will sign its list */
export function pledgeRelease(id: string, files: readonly ReleaseFile[], key: string): ReleasePledge {
  return { format: 1, key, list: sha256(renderPledged({ id, files })) };
}

async function recallFile(
  cairn: string,
  path: string,
  release: ReleaseTree | undefined,
): Promise<ReleaseFile | undefined> {
  const known = release?.files.get(`cairn/${path}`);
  if (release === undefined || known === undefined) return undefined;
  const here = statSync(join(cairn, path));
  const there = statSync(join(release.cairn, path), { throwIfNoEntry: false });
  return here.ino === there?.ino && here.dev === there.dev ? known : undefined;
}
