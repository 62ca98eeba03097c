import { BuildError, errorProblem } from '../model/mod.ts';
import {
  type CpioMember,
  MAX_NAME_BYTES,
  NEWC_HEADER_BYTES,
  NEWC_MAGIC,
  padding4,
  TRAILER_NAME,
} from './cpio.ts';

const utf8 = new TextEncoder();

/** The header fields of one member. */
export interface CpioHeader {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
}

/**
 * Encodes one newc header with name and padding.
 *
 * @param ino member number from 1; never the host's inode, which may exceed 32 bits and differs between hosts
 * @returns bytes, a multiple of 4
 * @throws {BuildError} CPIO_FIELD_RANGE: a field does not fit 32 bits, or the name is longer than PATH_MAX
 */
export function encodeNewcHeader(header: CpioHeader, ino: number): Uint8Array {
  const name = utf8.encode(`${header.name}\0`);
  if (name.length > MAX_NAME_BYTES || header.name === '' || header.name.includes('\0'))
    throw rangeError(header.name, `a name of ${name.length} bytes is not usable`);
  // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const fields = [
    ino,
    header.mode,
    0,
    0,
    1,
    header.mtimeSeconds,
    header.sizeBytes,
    0,
    0,
    0,
    0,
    name.length,
    0,
  ];
  const hex = fields.map((value) => {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
      throw rangeError(header.name, `${value} does not fit 32 bits`);
    return value.toString(16).padStart(8, '0');
  });
  const fixed = utf8.encode(NEWC_MAGIC + hex.join(''));
  const bytes = new Uint8Array(fixed.length + name.length + padding4(NEWC_HEADER_BYTES + name.length));
  bytes.set(fixed);
  bytes.set(name, fixed.length);
  return bytes;
}

/**
 * Encodes a whole archive, sorted by name in code units, so that a directory comes before what is in it.
 *
 * @param blockBytes zeros follow until the length is a multiple of this
 * @throws {BuildError} CPIO_NAME_TWICE: two members of one name; CPIO_FIELD_RANGE: see {@link encodeNewcHeader}
 */
export function encodeCpio(members: readonly CpioMember[], blockBytes = 1): Uint8Array {
  const sorted = [...members].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const twice = sorted.find((member, index) => member.name === sorted[index - 1]?.name);
  if (twice !== undefined)
    throw new BuildError(errorProblem('CPIO_NAME_TWICE', `Two members are named "${twice.name}"`));
  const parts = sorted.flatMap((member, index) => encodeMember(member, index + 1));
  parts.push(encodeNewcHeader({ name: TRAILER_NAME, mode: 0, sizeBytes: 0, mtimeSeconds: 0 }, 0));
  return concatenate(parts, blockBytes);
}

function encodeMember(member: CpioMember, ino: number): Uint8Array[] {
  const sizeBytes = member.content.length;
  const header = encodeNewcHeader({ ...member, sizeBytes }, ino);
  return [header, member.content, new Uint8Array(padding4(sizeBytes))];
}

function concatenate(parts: readonly Uint8Array[], blockBytes: number): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(Math.ceil(length / blockBytes) * blockBytes);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function rangeError(name: string, why: string): BuildError {
  const shown = name.length > 80 ? `${name.slice(0, 80)}...` : name;
  return new BuildError(errorProblem('CPIO_FIELD_RANGE', `Cannot encode "${shown}": ${why}`));
}
