import { digestOnce, sha256 } from '../io/mod.ts';
import type { TreeFile } from './roll.ts';

/** A file with the SHA-256 of its content. */
export interface HashedFile extends TreeFile {
  readonly sha256: string;
}

/** Hashes every file of a tree, in order. */
export async function hashTree(files: readonly TreeFile[]): Promise<HashedFile[]> {
  const hashed: HashedFile[] = [];
  for (const file of files) hashed.push({ ...file, sha256: (await digestOnce(file.absolute)).sha256 });
  return hashed;
}

/**
 * One digest of a whole tree: SHA-256 over a line for each file, `755 SHA256 PATH` or `644 SHA256 PATH`. It is the
 * same for a folder and for an archive of it; the manifest and its signature do not count.
 */
export function digestTree(files: readonly HashedFile[]): string {
  const lines = files
    .filter((file) => !isManifestPath(file.path))
    .map((file) => `${file.executable ? 755 : 644} ${file.sha256} ${file.path}\n`);
  return sha256(lines.join(''));
}

/** Name of the list of contents of a packed roll. */
export const ROLL_MANIFEST_NAME = 'roll.manifest';
/** Its signature, and the public key that made that: no more than an offer. */
export const ROLL_SIGNATURE_NAME = `${ROLL_MANIFEST_NAME}.asc`;
export const ROLL_KEY_NAME = `${ROLL_MANIFEST_NAME}.pgp`;

export function isManifestPath(path: string): boolean {
  return [ROLL_MANIFEST_NAME, ROLL_SIGNATURE_NAME, ROLL_KEY_NAME].includes(path);
}
