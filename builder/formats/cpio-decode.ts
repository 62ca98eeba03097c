import { BuildError, errorProblem } from '../model/mod.ts';
import {
  type CpioMember,
  MAX_NAME_BYTES,
  NEWC_HEADER_BYTES,
  NEWC_MAGIC,
  padding4,
  TRAILER_NAME,
} from './cpio.ts';

const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes one newc archive. Contents are views into `bytes`, not copies.
 * What follows the trailer (padding, further archives) is not read.
 *
 * @throws {BuildError} CPIO_MALFORMED: not newc, cut short, or a name that leaves the archive's root
 */
export function decodeCpio(bytes: Uint8Array): CpioMember[] {
  const members: CpioMember[] = [];
  let offset = 0;
  for (;;) {
    const header = decodeHeader(bytes, offset);
    const dataAt = offset + NEWC_HEADER_BYTES + header.nameBytes;
    const dataStart = dataAt + padding4(NEWC_HEADER_BYTES + header.nameBytes);
    const dataEnd = dataStart + header.sizeBytes;
    const name = decodeName(bytes, offset, header.nameBytes);
    if (name === TRAILER_NAME) return members;
    if (dataEnd > bytes.length) throw malformed(offset, `"${name}" ends after the archive`);
    checkName(name, offset);
    members.push({
      name,
      mode: header.mode,
      content: bytes.subarray(dataStart, dataEnd),
      mtimeSeconds: header.mtimeSeconds,
    });
    offset = dataEnd + padding4(header.sizeBytes);
  }
}

interface Header {
  readonly mode: number;
  readonly mtimeSeconds: number;
  readonly sizeBytes: number;
  readonly nameBytes: number;
}

function decodeHeader(bytes: Uint8Array, offset: number): Header {
  if (offset + NEWC_HEADER_BYTES > bytes.length) throw malformed(offset, 'the archive has no trailer');
  // 0 - magic
  const magic = latin1.decode(bytes.subarray(offset, offset + 6));
  if (magic !== NEWC_MAGIC) throw malformed(offset, `${JSON.stringify(magic)} is not the magic of newc`);
  const header = {
    // 6 - ino
    mode: decodeHex(bytes, offset + 14),
    // 22 - uid, 30 - gid, 38 - nlink
    mtimeSeconds: decodeHex(bytes, offset + 46),
    sizeBytes: decodeHex(bytes, offset + 54),
    // 62 - devmajor, 70 - devminor, 78 - rdevmajor, 86 - rdevminor
    nameBytes: decodeHex(bytes, offset + 94),
    // 102 - check: zero in newc
  };
  if (header.nameBytes < 2 || header.nameBytes > MAX_NAME_BYTES)
    throw malformed(offset, `a name of ${header.nameBytes} bytes`);
  if (offset + NEWC_HEADER_BYTES + header.nameBytes > bytes.length)
    throw malformed(offset, 'a name ends after the archive');
  return header;
}

function decodeHex(bytes: Uint8Array, at: number): number {
  const text = latin1.decode(bytes.subarray(at, at + 8));
  if (!/^[0-9a-fA-F]{8}$/.test(text)) throw malformed(at, `${JSON.stringify(text)} is not a number`);
  return Number.parseInt(text, 16);
}

function decodeName(bytes: Uint8Array, offset: number, nameBytes: number): string {
  const start = offset + NEWC_HEADER_BYTES; // 110 - name, closed by a zero byte
  const raw = bytes.subarray(start, start + nameBytes);
  if (raw.indexOf(0) !== nameBytes - 1) throw malformed(offset, 'a name without its closing zero byte');
  try {
    return utf8.decode(raw.subarray(0, nameBytes - 1));
  } catch {
    throw malformed(offset, 'a name that is not UTF-8');
  }
}

function checkName(name: string, offset: number): void {
  if (name.startsWith('/') || name.split('/').includes('..'))
    throw malformed(offset, `the name ${JSON.stringify(name)} leaves the archive`);
}

function malformed(offset: number, why: string): BuildError {
  return new BuildError(errorProblem('CPIO_MALFORMED', `Cannot read the archive at byte ${offset}: ${why}`));
}
