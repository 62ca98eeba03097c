import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { formatBytes, sha256, unreadable } from '../../io/mod.ts';
import {
  BuildError,
  errorProblem,
  fail,
  type ImageSeal,
  type Problem,
  parseImageSeal,
  SEAL_BYTES,
} from '../../model/mod.ts';
import { type FoundSeal, findSeal, readRange } from '../images/seal-image.ts';
import type { JudgeStatement } from '../manifest/statement.ts';
import { nameDamage } from './name-damage.ts';

/** An image whose bytes are those of its seal. */
export interface VerifiedImage {
  readonly title: string;
  /** Bytes of the image; a device may have more. */
  readonly sizeBytes: number;
  /** SHA-256 of the image's bytes. */
  readonly sha256: string;
}

const HINT = 'Copy it again, or write the medium again';

/**
 * Checks each byte of an image, or of the disc, stick or partition that it was written to, against the seal in it.
 *
 * @returns undefined where it has no seal: it is of another maker, or damaged there
 * @throws {BuildError} MEDIA_MISMATCH; FILE_UNREADABLE; what `judge` throws
 */
export async function verifyImage(path: string, judge: JudgeStatement): Promise<VerifiedImage | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => Promise.reject(unreadable(path, error)));
  try {
    const found = await findSeal(file);
    return found === undefined ? undefined : await compare(file, path, await judgeSeal(found, path, judge));
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

async function judgeSeal(
  { offset, area }: FoundSeal,
  path: string,
  judge: JudgeStatement,
): Promise<ImageSeal> {
  const seal = area === undefined ? undefined : parseImageSeal(area.text);
  if (
    area === undefined ||
    seal?.offset !== offset ||
    area.check !== sha256(`${area.text}${area.signature ?? ''}`)
  )
    return fail('MEDIA_MISMATCH', 'Its seal is damaged, or it is cut off before it', { file: path }, HINT);
  await judge({ name: path, text: area.text, signature: area.signature });
  return seal;
}

function describeDamage(name: string, path: string): Problem {
  return errorProblem('MEDIA_MISMATCH', `"${name}" in it is damaged`, { file: path }, HINT);
}

async function compare(file: FileHandle, path: string, seal: ImageSeal): Promise<VerifiedImage> {
  const { title, sizeBytes, offset } = seal;
  const end = offset + SEAL_BYTES;
  const whole = createHash('sha256');
  for await (const chunk of readRange(file, 0, offset)) whole.update(chunk);
  const head = whole.copy().digest('hex');
  for await (const chunk of readRange(file, offset, end)) whole.update(chunk);
  const after = createHash('sha256');
  let tailBytes = 0;
  for await (const chunk of readRange(file, end, sizeBytes)) {
    for (const hash of [whole, after]) hash.update(chunk);
    tailBytes += chunk.length;
  }
  const problems: Problem[] = [];
  const differ = (what: string): void =>
    void problems.push(errorProblem('MEDIA_MISMATCH', what, { file: path }, HINT));
  if (head !== seal.head)
    differ(`The first ${formatBytes(offset)} of it are not what was sealed as "${title}"`);
  if (tailBytes < sizeBytes - end) differ(`It is cut off: the image has ${formatBytes(sizeBytes)}`);
  else if (after.digest('hex') !== seal.tail) differ('Its end, behind the seal, is not what was sealed');
  if (problems.length > 0) {
    const names = await nameDamage(file, path);
    throw new BuildError([...problems, ...names.map((name) => describeDamage(name, path))]);
  }
  return { title, sizeBytes, sha256: whole.digest('hex') };
}
