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
  return decodeCpioAt(bytes, 0).members;
}

/**
 * The same of an archive that begins somewhere in `bytes`.
 *
 * @returns also where it ends, behind its trailer
 */
export function decodeCpioAt(
  bytes: Uint8Array,
  start: number,
): { readonly members: CpioMember[]; readonly end: number } {
  const members: CpioMember[] = [];
  let offset = start;
  for (;;) {
    const header = decodeHeader(bytes, offset);
    const dataAt = offset + NEWC_HEADER_BYTES + header.nameBytes;
    const dataStart = dataAt + padding4(NEWC_HEADER_BYTES + header.nameBytes);
    const dataEnd = dataStart + header.sizeBytes;
    const name = decodeName(bytes, offset, header.nameBytes);
    if (name === TRAILER_NAME) return { members, end: dataEnd + padding4(header.sizeBytes) };
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

/**
 * The same of an archive that comes in pieces and may be large: members one after the other.
 *
 * @throws {BuildError} CPIO_MALFORMED
 */
export async function* decodeCpioPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<CpioMember> {
  const source = pieces[Symbol.asyncIterator]();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let offset = 0;
  /** The next bytes, fewer at the end. */
  const take = async (length: number): Promise<Uint8Array> => {
    while (heldBytes < length) {
      const { value, done } = await source.next();
      if (done === true) break;
      held.push(value);
      heldBytes += value.length;
    }
    const all = held.length === 1 ? held[0]! : Buffer.concat(held, heldBytes);
    const taken = all.subarray(0, length);
    held = [all.subarray(taken.length)];
    heldBytes -= taken.length;
    offset += taken.length;
    return taken;
  };
  for (;;) {
    const at = offset;
    const fixed = await take(NEWC_HEADER_BYTES);
    const nameBytes = Number.parseInt(latin1.decode(fixed.subarray(94, 102)), 16);
    const rest = await take(nameBytes <= MAX_NAME_BYTES ? nameBytes : 0);
    const head = Buffer.concat([fixed, rest]);
    const header = decodeHeader(head, 0, at);
    const name = decodeName(head, 0, header.nameBytes, at);
    if (name === TRAILER_NAME) return;
    await take(padding4(NEWC_HEADER_BYTES + header.nameBytes));
    const content = await take(header.sizeBytes);
    if (content.length < header.sizeBytes) throw malformed(at, `"${name}" ends after the archive`);
    checkName(name, at);
    await take(padding4(header.sizeBytes));
    yield { name, mode: header.mode, content, mtimeSeconds: header.mtimeSeconds };
  }
}

interface Header {
  readonly mode: number;
  readonly mtimeSeconds: number;
  readonly sizeBytes: number;
  readonly nameBytes: number;
}

/** @param shown where it is in the whole archive */
function decodeHeader(bytes: Uint8Array, offset: number, shown = offset): Header {
  if (offset + NEWC_HEADER_BYTES > bytes.length) throw malformed(shown, 'the archive has no trailer');
  // 0 - magic
  const magic = latin1.decode(bytes.subarray(offset, offset + 6));
  if (magic !== NEWC_MAGIC) throw malformed(shown, `${JSON.stringify(magic)} is not the magic of newc`);
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
    throw malformed(shown, `a name of ${header.nameBytes} bytes`);
  if (offset + NEWC_HEADER_BYTES + header.nameBytes > bytes.length)
    throw malformed(shown, 'a name ends after the archive');
  return header;
}

function decodeHex(bytes: Uint8Array, at: number): number {
  const text = latin1.decode(bytes.subarray(at, at + 8));
  if (!/^[0-9a-fA-F]{8}$/.test(text)) throw malformed(at, `${JSON.stringify(text)} is not a number`);
  return Number.parseInt(text, 16);
}

function decodeName(bytes: Uint8Array, offset: number, nameBytes: number, shown = offset): string {
  const start = offset + NEWC_HEADER_BYTES; // 110 - name, closed by a zero byte
  const raw = bytes.subarray(start, start + nameBytes);
  if (raw.indexOf(0) !== nameBytes - 1) throw malformed(shown, 'a name without its closing zero byte');
  try {
    return utf8.decode(raw.subarray(0, nameBytes - 1));
  } catch {
    throw malformed(shown, 'a name that is not UTF-8');
  }
}

function checkName(name: string, offset: number): void {
  if (name.startsWith('/') || name.split('/').includes('..'))
    throw malformed(offset, `the name ${JSON.stringify(name)} leaves the archive`);
}

function malformed(offset: number, why: string): BuildError {
  return new BuildError(errorProblem('CPIO_MALFORMED', `Cannot read the archive at byte ${offset}: ${why}`));
}
