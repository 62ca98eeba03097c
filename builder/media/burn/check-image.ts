import { open } from 'node:fs/promises';
import { formatBytes, unreadable } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

/** Block of an ISO image, and the first of its volume descriptors. */
const BLOCK_BYTES = 2048;
const DESCRIPTOR = 16 * BLOCK_BYTES;

/**
 * Looks whether a file is a whole ISO image, before it replaces what a device holds.
 *
 * @returns its size in bytes
 * @throws {BuildError} FILE_MISSING, FILE_UNREADABLE; IMAGE_WRONG: empty, no ISO image, or cut off
 * @see ECMA-119, 8.4: primary volume descriptor
 */
export async function checkImage(path: string): Promise<number> {
  const file = await open(path, 'r').catch((error: unknown) => Promise.reject(unreadable(path, error)));
  try {
    const info = await file.stat();
    const wrong = (what: string, hint: string): never => fail('IMAGE_WRONG', what, { file: path }, hint);
    if (!info.isFile()) return wrong('Not a file', 'Name the .iso that cairn build wrote');
    const bytes = Buffer.alloc(BLOCK_BYTES);
    await file.read(bytes, 0, BLOCK_BYTES, DESCRIPTOR);
    // 0 - type, 1: primary; 1 - standard identifier
    if (bytes[0] !== 1 || bytes.toString('latin1', 1, 6) !== 'CD001') {
      const what = info.size === 0 ? 'The file is empty' : 'Not an ISO image';
      return wrong(what, 'Name the .iso that cairn build wrote');
    }
    // 80 - volume space size in blocks, both byte orders; 128 - block size
    const claimed = bytes.readUInt32LE(80) * bytes.readUInt16LE(128);
    if (info.size < claimed) {
      const sizes = `${formatBytes(info.size)} of ${formatBytes(claimed)}`;
      return wrong(`The image is cut off: ${sizes} are there`, 'Copy or build it again');
    }
    return info.size;
  } finally {
    await file.close();
  }
}
