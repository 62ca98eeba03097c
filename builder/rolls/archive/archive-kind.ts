import { open } from 'node:fs/promises';
import { unreadable } from '../../io/mod.ts';

export type ArchiveKind = 'tar' | 'tar.gz' | 'tar.xz' | 'tar.zst' | 'zip' | '7z' | 'iso';

/** First bytes, or bytes at an offset, that tell a format; names of files do not. */
const SIGNATURES: readonly (readonly [ArchiveKind, number, readonly number[]])[] = [
  ['iso', 0x8001, [0x43, 0x44, 0x30, 0x30, 0x31]],
  ['tar', 257, [0x75, 0x73, 0x74, 0x61, 0x72]],
  ['tar.gz', 0, [0x1f, 0x8b]],
  ['tar.xz', 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['tar.zst', 0, [0x28, 0xb5, 0x2f, 0xfd]],
  ['7z', 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['zip', 0, [0x50, 0x4b]],
];
const PROBE_BYTES = 0x8006;

/** Which archive format a file has; undefined when none is known. @throws {BuildError} FILE_UNREADABLE */
export async function readArchiveKind(path: string): Promise<ArchiveKind | undefined> {
  const bytes = Buffer.alloc(PROBE_BYTES);
  try {
    const file = await open(path, 'r');
    try {
      await file.read(bytes, 0, PROBE_BYTES, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  const found = SIGNATURES.find(([, offset, wanted]) =>
    wanted.every((byte, i) => bytes[offset + i] === byte),
  );
  return found?.[0];
}
