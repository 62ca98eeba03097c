import { join } from 'node:path';
import type { Signer } from '../../distro/mod.ts';
import { sha256, writeFileAtomic } from '../../io/mod.ts';
import {
  CHECKSUMS_NAME,
  RELEASE_LIST,
  RELEASE_SIGNATURE,
  type ReleaseFile,
  renderChecksums,
  renderReleaseList,
} from '../../model/mod.ts';

export interface ReleaseToSeal {
  /** Digest of its lock. */
  readonly id: string;
  /** Folder of what is served. */
  readonly cairn: string;
  /** Everything that it consists of. */
  readonly files: readonly ReleaseFile[];
  readonly epochSeconds: number;
}

/** Signs the list of everything that a release consists of, and writes sums over what is served for whoever copies it. */
export async function sealRelease(
  signer: Signer,
  { id, cairn, files, epochSeconds }: ReleaseToSeal,
): Promise<void> {
  const list = renderReleaseList({ id, files });
  const name = 'the list of the release';
  const detached = await signer.signDetached({ name, text: list, epochSeconds });
  const write = (path: string, text: string): Promise<void> =>
    writeFileAtomic(join(cairn, path), text, { mtimeSeconds: epochSeconds });
  await write(RELEASE_LIST, list);
  await write(RELEASE_SIGNATURE, detached);
  await write(CHECKSUMS_NAME, renderServedSums(files, list, detached));
}

/** Sums over what is served: who copies it from a server cannot list its folders. They follow from the signed list. */
export function renderServedSums(files: readonly ReleaseFile[], list: string, signature: string): string {
  const served = files
    .filter(({ path }) => path.startsWith('cairn/'))
    .map((file) => ({ path: file.path.slice('cairn/'.length), sha256: file.sha256 }));
  const signed = [
    { path: RELEASE_LIST, sha256: sha256(list) },
    { path: RELEASE_SIGNATURE, sha256: sha256(signature) },
  ];
  return renderChecksums([...served, ...signed].sort((a, b) => (a.path < b.path ? -1 : 1)));
}

/** Sums over what machines start from. */
export function renderBootSums(files: readonly ReleaseFile[]): string {
  const boot = files.filter(({ path }) => path.startsWith('install/'));
  const sums = boot.map((file) => ({ path: file.path.slice('install/'.length), sha256: file.sha256 }));
  return renderChecksums(sums.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
