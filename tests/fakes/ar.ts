import { AR_MAGIC, type ArHeader, checkArMagic, parseArHeader } from '../../builder/formats/ar.ts';
import { fail } from '../../builder/model/mod.ts';

/** One member of an ar archive. */
export interface ArMember extends Pick<ArHeader, 'name' | 'mtimeSeconds' | 'mode'> {
  readonly data: Uint8Array;
}

/**
 * Decodes an ar archive in the common format that dpkg writes and reads (no long names, no symbol table).
 * Members share the memory of `bytes`.
 *
 * @param file name for messages
 * @throws {BuildError} AR_MALFORMED
 */
export function decodeAr(bytes: Uint8Array, file: string): ArMember[] {
  checkArMagic(bytes, file);
  const members: ArMember[] = [];
  let at = AR_MAGIC.length;
  while (at < bytes.length) {
    const { next, start, sizeBytes, ...header } = parseArHeader(bytes.subarray(at), at, bytes.length, file);
    members.push({ ...header, data: bytes.subarray(start, start + sizeBytes) });
    at = next;
  }
  return members;
}

/**
 * Encodes an ar archive, owner root, members in the given order.
 *
 * @throws {BuildError} AR_MALFORMED: a name that does not fit
 */
export function encodeAr(members: readonly ArMember[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [encoder.encode(AR_MAGIC)];
  for (const member of members) {
    if (!/^[!-.0-~]{1,16}$/.test(member.name)) {
      fail('AR_MALFORMED', `Cannot write ar member "${member.name}": the name does not fit`);
    }
    const fields = [
      member.name.padEnd(16),
      String(member.mtimeSeconds).padEnd(12),
      '0     0     ',
      member.mode.toString(8).padEnd(8),
      String(member.data.length).padEnd(10),
      '`\n',
    ];
    parts.push(encoder.encode(fields.join('')), member.data);
    if (member.data.length % 2 === 1) parts.push(encoder.encode('\n'));
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
