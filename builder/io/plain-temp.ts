import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';

/** Paths that stay one word everywhere. */
const PLAIN = /^[\w./@%+~-]+$/;
/** The length that the path of a socket may have, less its name and the folders that it lies in. */
const SHORT_CHARS = 60;

/** A folder for temporary files whose path every program can take: TMPDIR, unless it has blanks or the like in it. */
export function plainTempParent(): string {
  return PLAIN.test(tmpdir()) ? tmpdir() : '/tmp';
}

/** The same for who makes sockets in it. */
export function shortTempParent(): string {
  return plainTempParent().length > SHORT_CHARS ? '/tmp' : plainTempParent();
}

/** The first folder on the way to a path, from below, that other users may not pass; undefined: all may be. */
export async function findClosedFolder(path: string): Promise<string | undefined> {
  for (let at = path; ; at = dirname(at)) {
    const info = await stat(at).catch(() => undefined);
    if (info !== undefined && (info.mode & 0o001) === 0) return at;
    if (at === dirname(at)) return undefined;
  }
}
