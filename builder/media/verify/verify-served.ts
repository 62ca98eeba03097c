import { createHash } from 'node:crypto';
import type { OpenUrl } from '../../io/mod.ts';
import {
  BuildError,
  CHECKSUMS_NAME,
  fail,
  type Problem,
  RELEASE_LIST,
  SIGNATURE_SUFFIX,
} from '../../model/mod.ts';
import type { JudgeStatement } from '../manifest/statement.ts';
import {
  describeMismatch,
  type ExpectedFiles,
  readExpected,
  readServedTree,
  SERVED_TREE,
} from './expected-files.ts';
import type { Verified } from './verify-folder.ts';

/**
 * Compares what a server gives out with its signed list: a network boot tree, with its packages where they are in it, or the
 * folder of a build. What else a server has nobody can see from outside; no machine that starts from the tree asks for it.
 *
 * @param address of the folder that has the list
 * @throws {BuildError} as `verifyFolder`; DOWNLOAD_FAILED
 */
export async function verifyServed(
  address: string,
  judge: JudgeStatement,
  open: OpenUrl,
): Promise<readonly Verified[]> {
  const base = address.replace(/\/+$/, '');
  const list = `${base}/${CHECKSUMS_NAME}`;
  const text = await readJudged(open, list, judge);
  if (text === undefined) {
    const hint = 'Give the address of the folder that has SHA256SUMS: netboot/ of a build';
    return fail('MEDIA_UNLISTED', `No checksums at "${list}"`, undefined, hint);
  }
  const own = readExpected(text, list);
  const release = `${base}/${SERVED_TREE}/${RELEASE_LIST}`;
  const served = await readJudged(open, release, judge);
  const tree: ExpectedFiles = served === undefined ? new Map() : readServedTree(served, release, own);
  const good: Verified[] = [];
  const problems: Problem[] = [];
  for (const [path, sha256] of new Map([...own, ...tree])) {
    const url = `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;
    const found = await hashUrl(open, url);
    if (found !== undefined && found.sha256 === sha256) good.push({ path: url, sizeBytes: found.sizeBytes });
    else problems.push(describeMismatch(path, sha256, found?.sha256));
  }
  if (problems.length > 0) throw new BuildError(problems);
  return good;
}

async function readJudged(open: OpenUrl, list: string, judge: JudgeStatement): Promise<string | undefined> {
  const [text, signature] = [await readUrl(open, list), await readUrl(open, `${list}${SIGNATURE_SUFFIX}`)];
  if (text !== undefined) await judge({ name: list, text, signature });
  return text;
}

async function readUrl(open: OpenUrl, url: string): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  const found = await follow(open, url, (chunk) => void chunks.push(chunk));
  return found ? Buffer.concat(chunks).toString('utf8') : undefined;
}

async function hashUrl(
  open: OpenUrl,
  url: string,
): Promise<{ readonly sha256: string; readonly sizeBytes: number } | undefined> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const found = await follow(open, url, (chunk) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  return found ? { sha256: hash.digest('hex'), sizeBytes } : undefined;
}

/** @returns false for what the server has not */
async function follow(open: OpenUrl, url: string, take: (chunk: Uint8Array) => void): Promise<boolean> {
  try {
    const { status, body, abandon } = await open(url, 0);
    if (status === 200) {
      for await (const chunk of body) take(chunk);
      return true;
    }
    abandon();
    if (status === 404 || status === 410) return false;
    return fail('DOWNLOAD_FAILED', `"${url}" cannot be read: the server answers ${status}`);
  } catch (error) {
    if (error instanceof BuildError) throw error;
    return fail('DOWNLOAD_FAILED', `"${url}" cannot be read: ${(error as Error).message}`);
  }
}
