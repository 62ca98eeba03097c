import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DistroContext, signDetached } from '../../distro/mod.ts';
import { digestOnce, sha256, writeFileAtomic } from '../../io/mod.ts';
import { readOutputFiles } from '../../media/mod.ts';
import {
  CHECKSUMS_NAME,
  RELEASE_LIST,
  type ReleaseFile,
  renderChecksums,
  renderReleaseList,
} from '../../model/mod.ts';
import type { ReleaseTree } from './release-tree.ts';

export interface ReleaseToSeal {
  /** Digest of its lock. */
  readonly id: string;
  /** Folder of what is served; nothing is added to it after this. */
  readonly cairn: string;
  /** What machines start from, by name. */
  readonly install: Readonly<Record<string, string>>;
  readonly epochSeconds: number;
  /** The release that it was made of: what is a link to a file of that has its hash. */
  readonly release?: ReleaseTree | undefined;
}

/** Lists everything that a release consists of, signs the list, and writes sums over what is served for whoever copies it. */
export async function sealRelease(
  distro: DistroContext,
  { id, cairn, install, epochSeconds, release }: ReleaseToSeal,
): Promise<void> {
  const served = await readOutputFiles(cairn, (path) => recallFile(cairn, path, release));
  const boot = Object.entries(install).map(async ([name, file]): Promise<ReleaseFile> => {
    const path = `install/${name}`;
    const isSame = (await release?.find(path)) === file;
    return (isSame ? release?.files.get(path) : undefined) ?? { path, ...(await digestOnce(file)) };
  });
  const files = [
    ...served.map((file) => ({ ...file, path: `cairn/${file.path}` })),
    ...(await Promise.all(boot)),
  ];
  const list = renderReleaseList({ id, files });
  const detached = await signDetached(distro, list, epochSeconds);
  const write = (path: string, text: string): Promise<void> =>
    writeFileAtomic(join(cairn, path), text, { mtimeSeconds: epochSeconds });
  await write(RELEASE_LIST, list);
  await write(`${RELEASE_LIST}.asc`, detached);
  await write(CHECKSUMS_NAME, renderServedSums(files, list, detached));
}

async function recallFile(
  cairn: string,
  path: string,
  release: ReleaseTree | undefined,
): Promise<ReleaseFile | undefined> {
  const known = release?.files.get(`cairn/${path}`);
  if (release === undefined || known === undefined) return undefined;
  const [here, there] = await Promise.all([
    stat(join(cairn, path)),
    stat(join(release.cairn, path)).catch(() => undefined),
  ]);
  return here.ino === there?.ino && here.dev === there.dev ? known : undefined;
}

/** Sums over what is served: who copies it from a server cannot list its folders. They follow from the signed list. */
export function renderServedSums(files: readonly ReleaseFile[], list: string, signature: string): string {
  const served = files
    .filter(({ path }) => path.startsWith('cairn/'))
    .map((file) => ({ path: file.path.slice('cairn/'.length), sha256: file.sha256 }));
  const signed = [
    { path: RELEASE_LIST, sha256: sha256(list) },
    { path: `${RELEASE_LIST}.asc`, sha256: sha256(signature) },
  ];
  return renderChecksums([...served, ...signed].sort((a, b) => (a.path < b.path ? -1 : 1)));
}

/** Sums over what machines start from. */
export function renderBootSums(files: readonly ReleaseFile[]): string {
  const boot = files.filter(({ path }) => path.startsWith('install/'));
  const sums = boot.map((file) => ({ path: file.path.slice('install/'.length), sha256: file.sha256 }));
  return renderChecksums(sums.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
