/** A frame of data begins so, in little endian. */
const MAGIC = 0xfd2fb528;
/** Of a block whose bytes stand for one that is repeated. */
const RUN_LENGTH = 1;

/**
 * Cuts zstd data into its frames, each of which can be decompressed alone (RFC 8878). Contents are views into `bytes`.
 *
 * @returns undefined for what is no whole number of frames
 */
export function splitZstdFrames(bytes: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = findFrameEnd(view, at);
    if (end === undefined) return undefined;
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}

function findFrameEnd(view: DataView, start: number): number | undefined {
  if (start + 5 > view.byteLength || view.getUint32(start, true) !== MAGIC) return undefined;
  const descriptor = view.getUint8(start + 4);
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const checksumBytes = (descriptor & 4) === 0 ? 0 : 4;
  let at = start + 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  for (let isLast = false; !isLast; ) {
    if (at + 3 > view.byteLength) return undefined;
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    isLast = (header & 1) === 1;
    at += 3 + (((header >> 1) & 3) === RUN_LENGTH ? 1 : header >> 3);
  }
  at += checksumBytes;
  return at > view.byteLength ? undefined : at;
}
