import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists, hashFile, readText } from '../../io/mod.ts';
import { BuildError, CHECKSUMS_NAME, fail } from '../../model/mod.ts';
import { type JudgeStatement, judgeNobody } from '../manifest/statement.ts';
import { describeMismatch, readExpected } from './expected-files.ts';
import { readSignedList, type Verified, verifyFolder } from './verify-folder.ts';

import { type VerifiedImage, verifyImage } from './verify-image.ts';

export type { Verified } from './verify-folder.ts';

/**
 * Checks what a build wrote against what was signed: the folder (or its list), a file beside the list, an image, or the disc or
 * stick that one was written to. Every difference is reported, not only the first.
 *
 * @param judge says whose signatures count; without it damage alone is looked for
 * @throws {BuildError} MEDIA_MISMATCH: missing, changed or added; MEDIA_UNLISTED: nothing says what it should be;
 *   MEDIA_UNTRUSTED
 */
export async function verifyMedia(
  path: string,
  judge: JudgeStatement = judgeNobody,
): Promise<readonly Verified[]> {
  const info = await stat(path).catch(() => fail('FILE_MISSING', `Cannot read "${path}": it does not exist`));
  if (info.isDirectory()) return verifyFolder(path, judge);
  if (basename(path) === CHECKSUMS_NAME) return verifyFolder(dirname(path), judge);
  const image = await verifyImage(path, judge);
  if (image === undefined) return [info.isFile() ? await verifyListed(path, judge) : failUnsealed(path)];
  if (info.isFile()) await compareListed(path, info.size === image.sizeBytes ? image : await hashFile(path));
  return [{ path, sizeBytes: image.sizeBytes }];
}

/** An image that lies beside a list must be the one that is listed; it may lie alone, and a copy of a stick be longer. */
async function compareListed(path: string, image: Pick<VerifiedImage, 'sha256'>): Promise<void> {
  const list = join(dirname(path), CHECKSUMS_NAME);
  if (!(await exists(list))) return;
  const wanted = readExpected(await readText(list), list).get(basename(path));
  if (wanted !== undefined && wanted !== image.sha256)
    throw new BuildError(describeMismatch(basename(path), wanted, image.sha256));
}

function failUnsealed(path: string): never {
  const hint =
    'Write the medium again; one of a build before there were seals is compared with its image: cmp';
  return fail('MEDIA_UNLISTED', 'There is no seal of Cairn on it, or it is damaged', { file: path }, hint);
}

/** One file beside its list. */
async function verifyListed(path: string, judge: JudgeStatement): Promise<Verified> {
  const name = basename(path);
  const sha256 = (await readSignedList(dirname(path), judge)).get(name);
  if (sha256 === undefined)
    fail('MEDIA_UNLISTED', `"${name}" is not listed in "${join(dirname(path), CHECKSUMS_NAME)}"`);
  const found = await hashFile(path);
  if (found.sha256 !== sha256) throw new BuildError(describeMismatch(name, sha256, found.sha256));
  return { path, sizeBytes: found.sizeBytes };
}
