import { BuildError, errorProblem } from '../model/mod.ts';

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1n;
const DT_STRTAB = 5n;
const PROGRAM_HEADER_BYTES = 56;
const DYNAMIC_ENTRY_BYTES = 16;
const latin1 = new TextDecoder('latin1');

/** True if the bytes begin with the magic of ELF; scripts and data do not. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/**
 * Names of the shared libraries that a 64-bit little-endian ELF file asks for ("libc.so.6"), in file order.
 * A static program has none.
 *
 * @throws {BuildError} ELF_MALFORMED: another class or byte order, or tables outside the file
 */
export function decodeNeededLibraries(bytes: Uint8Array): string[] {
  return withSegments(bytes, (view, segments) => {
    const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC);
    return dynamic === undefined ? [] : decodeDynamic(bytes, view, segments, dynamic);
  });
}

/**
 * Path of the loader that a program is started by ("/lib64/ld-linux-ARCH.so.2"); undefined for a static program and
 * for a library.
 *
 * @throws {BuildError} ELF_MALFORMED as above
 */
export function decodeInterpreter(bytes: Uint8Array): string | undefined {
  return withSegments(bytes, (_, segments) => {
    const interpreter = segments.find((segment) => segment.type === PT_INTERP);
    return interpreter === undefined ? undefined : decodeString(bytes, interpreter.offset);
  });
}

function withSegments<T>(bytes: Uint8Array, read: (view: DataView, segments: Segment[]) => T): T {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // 4 - class (2: 64 bit), 5 - data (1: little endian)
  if (!isElf(bytes) || bytes[4] !== 2 || bytes[5] !== 1)
    throw malformed('not a 64-bit little-endian ELF file');
  try {
    return read(view, decodeSegments(view));
  } catch (error) {
    if (error instanceof RangeError) throw malformed('a table lies outside the file');
    throw error;
  }
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly sizeBytes: number;
}

function decodeSegments(view: DataView): Segment[] {
  const tableAt = Number(view.getBigUint64(32, true)); // 32 - offset of the program headers
  const count = view.getUint16(56, true); // 56 - number of program headers
  return Array.from({ length: count }, (_, index) => {
    const at = tableAt + index * PROGRAM_HEADER_BYTES;
    return {
      type: view.getUint32(at, true), // 0 - type
      offset: Number(view.getBigUint64(at + 8, true)), // 8 - offset in the file
      address: view.getBigUint64(at + 16, true), // 16 - virtual address
      sizeBytes: Number(view.getBigUint64(at + 32, true)), // 32 - size in the file
    };
  });
}

function decodeDynamic(bytes: Uint8Array, view: DataView, segments: Segment[], dynamic: Segment): string[] {
  const needed: bigint[] = [];
  let stringsAddress: bigint | undefined;
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.sizeBytes; at += DYNAMIC_ENTRY_BYTES) {
    const tag = view.getBigInt64(at, true); // 0 - tag
    const value = view.getBigUint64(at + 8, true); // 8 - value or address
    if (tag === 0n) break;
    if (tag === DT_NEEDED) needed.push(value);
    if (tag === DT_STRTAB) stringsAddress = value;
  }
  const strings = findOffset(segments, stringsAddress);
  return needed.map((offset) => decodeString(bytes, strings + Number(offset)));
}

function findOffset(segments: Segment[], address: bigint | undefined): number {
  const segment = segments.find(
    ({ type, address: start, sizeBytes }) =>
      type === PT_LOAD && address !== undefined && address >= start && address < start + BigInt(sizeBytes),
  );
  if (segment === undefined || address === undefined) throw malformed('its string table is in no segment');
  return segment.offset + Number(address - segment.address);
}

function decodeString(bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0, at);
  if (at >= bytes.length || end < 0) throw malformed('a name lies outside the file');
  return latin1.decode(bytes.subarray(at, end));
}

function malformed(why: string): BuildError {
  return new BuildError(errorProblem('ELF_MALFORMED', `Cannot read a program: ${why}`));
}
