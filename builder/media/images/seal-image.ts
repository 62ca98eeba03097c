import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { sha256 } from '../../io/mod.ts';
import {
  fail,
  parseSealArea,
  parseSealLocator,
  renderImageSeal,
  renderSealArea,
  renderSealLocator,
  SEAL_BYTES,
  SEAL_FROM_END,
  SEAL_LOCATOR,
  type SealArea,
} from '../../model/mod.ts';
import type { SignStatement } from '../manifest/statement.ts';

/** What a seal is called, where it is signed. */
export const SEAL_NAME = 'the seal of the image';

const CHUNK_BYTES = 4 * 1024 * 1024;

export interface SealRequest {
  /** For people: "Cairn minimal 1.0". */
  readonly title: string;
  readonly sign?: SignStatement | undefined;
}

/**
 * Writes into an image what its bytes are, where xorriso has left nothing. The image is read once.
 *
 * @returns size and SHA-256 of the sealed image
 * @throws {BuildError} IMAGE_WRONG: there is something in the place of the seal
 */
export async function sealImage(
  path: string,
  { title, sign }: SealRequest,
): Promise<{ readonly sizeBytes: number; readonly sha256: string }> {
  const file = await open(path, 'r+');
  try {
    const sizeBytes = (await file.stat()).size;
    const offset = sizeBytes - SEAL_FROM_END;
    await requireEmpty(file, path, SEAL_LOCATOR.offset, SEAL_LOCATOR.length);
    await requireEmpty(file, path, offset, SEAL_BYTES);
    await file.write(
      Buffer.from(renderSealLocator(offset), 'latin1'),
      0,
      SEAL_LOCATOR.length,
      SEAL_LOCATOR.offset,
    );
    const whole = createHash('sha256');
    for await (const chunk of readRange(file, 0, offset)) whole.update(chunk);
    const after = Buffer.alloc(SEAL_FROM_END - SEAL_BYTES);
    await file.read(after, 0, after.length, offset + SEAL_BYTES);
    const head = whole.copy().digest('hex');
    const text = renderImageSeal({ title, sizeBytes, offset, head, tail: sha256(after) });
    const signature = await sign?.({ name: SEAL_NAME, text });
    const check = sha256(`${text}${signature ?? ''}`);
    const area = Buffer.from(renderSealArea({ text, signature, check }), 'latin1');
    if (area.length !== SEAL_BYTES)
      fail('INTERNAL', `The seal of the image has ${area.length} bytes`, { file: path });
    await file.write(area, 0, SEAL_BYTES, offset);
    return { sizeBytes, sha256: whole.update(area).update(after).digest('hex') };
  } finally {
    await file.close();
  }
}

/** @throws {BuildError} IMAGE_WRONG */
async function requireEmpty(file: FileHandle, path: string, at: number, length: number): Promise<void> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = at < 0 ? { bytesRead: 0 } : await file.read(bytes, 0, length, at);
  if (bytesRead === length && bytes.every((byte) => byte === 0 || byte === 0x20)) return;
  const hint = 'Another xorriso may lay out images in another way: say which one it is (xorriso -version)';
  fail('IMAGE_WRONG', `There is no room for the seal at byte ${at}`, { file: path }, hint);
}

/** What an image has in the place of its seal. */
export interface FoundSeal {
  /** Where that place is, as its volume descriptor says. */
  readonly offset: number;
  /** Undefined where that is no seal: it is damaged, or the image is cut off before it. */
  readonly area: SealArea | undefined;
}

/** Looks for the seal of an image. @returns undefined where it says of none */
export async function findSeal(file: FileHandle): Promise<FoundSeal | undefined> {
  const offset = parseSealLocator(await readText(file, SEAL_LOCATOR.offset, SEAL_LOCATOR.length));
  if (offset === undefined) return undefined;
  return { offset, area: parseSealArea(await readText(file, offset, SEAL_BYTES)) };
}

/** The seal of an image, and its signature; undefined where it has none. */
export async function readImageSeal(image: string): Promise<SealArea | undefined> {
  const file = await open(image);
  try {
    return (await findSeal(file))?.area;
  } finally {
    await file.close();
  }
}

/** Each byte a character. */
async function readText(file: FileHandle, at: number, length: number): Promise<string> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.toString('latin1', 0, bytesRead);
}

/** Bytes from one place to another, in pieces that are good until the next one. */
export async function* readRange(file: FileHandle, from: number, to: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(1, to - from)));
  for (let at = from; at < to; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - at), at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}
