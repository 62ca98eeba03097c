import { statSync } from 'node:fs';
import { hashFile } from '../files.ts';
import { orUnreadable } from '../system-errors.ts';

/** SHA-256 (lower-case hex) and size of a file. */
export interface FileDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** By what a file is to the kernel: all of its names, for as long as nobody writes into it. */
const known = new Map<string, Promise<FileDigest>>();

/** The digest of a file, which is read once by this process however often and by whatever name it is asked for. @throws {BuildError} FILE_UNREADABLE */
export async function digestOnce(path: string): Promise<FileDigest> {
  const identity = identify(path);
  const digest = known.get(identity) ?? hashFile(path);
  known.set(identity, digest);
  digest.catch(() => known.delete(identity));
  return digest;
}

/** Says what a file holds: who wrote it knows, or who has just compared it. */
export function knowDigest(path: string, digest: FileDigest): void {
  known.set(identify(path), Promise.resolve(digest));
}

/** A number of a file that is gone is given to another one: that one was made at another time, or has been touched at another. */
function identify(path: string): string {
  const info = orUnreadable(path, () => statSync(path, { bigint: true }));
  const made = info.birthtimeNs > 0n ? info.birthtimeNs : info.ctimeNs;
  return [info.dev, info.ino, made, info.size, info.mtimeNs].join(' ');
}
