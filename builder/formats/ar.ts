import { fail } from '../model/mod.ts';

/** What an archive starts with. */
export const AR_MAGIC = '!<arch>\n';
export const AR_HEADER_BYTES = 60;
const ascii = new TextDecoder('latin1');

/** A member of an ar archive, as .deb files have them, without its content. */
export interface ArHeader {
  /** At most 16 characters of ASCII, no slash. */
  readonly name: string;
  readonly mtimeSeconds: number;
  /** st_mode with type bits: 0o100644. */
  readonly mode: number;
  readonly sizeBytes: number;
  /** Where its content starts, from the start of the archive. */
  readonly start: number;
  /** Where the next header is. */
  readonly next: number;
}

/**
 * Reads the header of one member.
 *
 * @param bytes the header alone
 * @param at where it is in the archive
 * @param archiveBytes size of the archive
 * @throws {BuildError} AR_MALFORMED
 */
export function parseArHeader(bytes: Uint8Array, at: number, archiveBytes: number, file: string): ArHeader {
  const bad = (reason: string): never => malformed(reason, file);
  if (bytes.length < AR_HEADER_BYTES) bad(`the header at byte ${at} is cut off`);
  const header = ascii.decode(bytes.subarray(0, AR_HEADER_BYTES));
  // 58 - end of header
  if (header.slice(58, 60) !== '`\n') bad(`the header at byte ${at} does not end in "\`"`);
  const number = (from: number, to: number, radix: 8 | 10): number => {
    const text = header.slice(from, to).trimEnd();
    if (!(radix === 8 ? /^[0-7]*$/ : /^[0-9]*$/).test(text))
      bad(`"${text}" in the header at byte ${at} is no number`);
    return text === '' ? 0 : Number.parseInt(text, radix);
  };
  const name = header.slice(0, 16).trimEnd().replace(/\/$/, ''); // 0 - name
  const mtimeSeconds = number(16, 28, 10); // 16 - time
  const mode = number(40, 48, 8); // 28 - user, 34 - group, 40 - mode
  const sizeBytes = number(48, 58, 10); // 48 - size
  const start = at + AR_HEADER_BYTES;
  if (start + sizeBytes > archiveBytes) bad(`member "${name}" is cut off`);
  return { name, mtimeSeconds, mode, sizeBytes, start, next: start + sizeBytes + (sizeBytes % 2) };
}

/** @throws {BuildError} AR_MALFORMED unless these are the first bytes of an archive */
export function checkArMagic(bytes: Uint8Array, file: string): void {
  if (ascii.decode(bytes.subarray(0, AR_MAGIC.length)) !== AR_MAGIC)
    malformed('it does not start with "!<arch>"', file);
}

function malformed(reason: string, file: string): never {
  return fail('AR_MALFORMED', `Cannot read ar archive: ${reason}`, { file });
}
