import { type FileHandle, open } from 'node:fs/promises';
import { AR_HEADER_BYTES, AR_MAGIC, type ArHeader, checkArMagic, parseArHeader } from '../../formats/ar.ts';
import { unreadable } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

/** dpkg's own packages have three. */
const MOST_MEMBERS = 100;

/** An open .deb: its members by name and place; their content, which may be of any size, stays on the disk. */
export interface DebMembers {
  readonly headers: readonly ArHeader[];
  /** Reads a whole member. @throws {BuildError} DEB_MALFORMED when it is larger than that */
  readonly read: (header: ArHeader, limitBytes: number) => Promise<Uint8Array>;
}

/** Opens a .deb for the time of `work`. @throws {BuildError} AR_MALFORMED, FILE_MISSING, FILE_UNREADABLE */
export async function withDebMembers<T>(path: string, work: (deb: DebMembers) => Promise<T>): Promise<T> {
  const failed = (error: unknown): never => {
    throw unreadable(path, error);
  };
  const file = await open(path, 'r').catch(failed);
  const readAt = (at: number, length: number): Promise<Uint8Array> =>
    readPiece(file, at, length).catch(failed);
  try {
    const { size } = await file.stat().catch(failed);
    checkArMagic(await readAt(0, AR_MAGIC.length), path);
    const headers: ArHeader[] = [];
    for (let at = AR_MAGIC.length; at < size && headers.length < MOST_MEMBERS; ) {
      const header = parseArHeader(await readAt(at, AR_HEADER_BYTES), at, size, path);
      headers.push(header);
      at = header.next;
    }
    const read = ({ name, start, sizeBytes }: ArHeader, limitBytes: number): Promise<Uint8Array> => {
      if (sizeBytes <= limitBytes) return readAt(start, sizeBytes);
      const message = `Cannot read Debian package: "${name}" has ${sizeBytes} bytes, more than ${limitBytes}`;
      return fail('DEB_MALFORMED', message, { file: path });
    };
    return await work({ headers, read });
  } finally {
    await file.close();
  }
}

async function readPiece(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  let have = 0;
  while (have < length) {
    const { bytesRead } = await file.read(buffer, have, length - have, at + have);
    if (bytesRead === 0) break;
    have += bytesRead;
  }
  return buffer.subarray(0, have);
}
