import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, hashFile, readText } from '../../io/mod.ts';
import {
  BuildError,
  CHECKSUMS_NAME,
  fail,
  type Problem,
  RELEASE_LIST,
  SIGNATURE_SUFFIX,
  SIGNATURES_NAME,
  UNLISTED_FILES,
} from '../../model/mod.ts';
import { collectFolders } from '../images/collect-folders.ts';
import type { JudgeStatement } from '../manifest/statement.ts';
import {
  describeMismatch,
  describeStranger,
  type ExpectedFiles,
  readExpected,
  readServedTree,
  SERVED_TREE,
} from './expected-files.ts';

/** What was checked and found to be right. */
export interface Verified {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Compares a folder with its signed list: each file, and that there is nothing else. A link is something else, whatever it
 * leads to.
 *
 * @throws {BuildError} with every difference: MEDIA_MISMATCH; MEDIA_UNLISTED: no list; what `judge` throws
 */
export async function verifyFolder(folder: string, judge: JudgeStatement): Promise<readonly Verified[]> {
  const own = await readSignedList(folder, judge);
  const served = own.has(`${SERVED_TREE}/${RELEASE_LIST}`) ? undefined : await readServed(folder, own, judge);
  const expected = new Map([...own, ...(served ?? [])]);
  const good: Verified[] = [];
  const problems: Problem[] = [...(await findStrangers(folder, expected, served !== undefined))];
  for (const [name, sha256] of expected) {
    const path = join(folder, name);
    const found = await hashFile(path).catch(() => undefined);
    if (found !== undefined && found.sha256 === sha256) good.push({ path, sizeBytes: found.sizeBytes });
    else problems.push(describeMismatch(name, sha256, found?.sha256));
  }
  if (problems.length > 0) throw new BuildError(problems);
  return good;
}

/** Reads the list of a folder, whoever signed it. */
export async function readSignedList(folder: string, judge: JudgeStatement): Promise<ExpectedFiles> {
  const list = join(folder, CHECKSUMS_NAME);
  if (!(await exists(list)))
    fail(
      'MEDIA_UNLISTED',
      `No checksums at "${list}"`,
      undefined,
      'Keep the medium in the folder that the build wrote',
    );
  return readExpected(await readJudged(list, judge), list);
}

/** What the release beside a list says of itself; undefined where there is none. */
async function readServed(
  folder: string,
  boot: ExpectedFiles,
  judge: JudgeStatement,
): Promise<ExpectedFiles | undefined> {
  const list = join(folder, SERVED_TREE, RELEASE_LIST);
  if (!(await exists(list))) return undefined;
  const expected = readServedTree(await readJudged(list, judge), list, boot);
  const sums = join(folder, SERVED_TREE, CHECKSUMS_NAME);
  // Whoever copies the tree does it by this list, which nobody signed
  for (const [path, sum] of (await exists(sums)) ? readExpected(await readText(sums), sums) : []) {
    const wanted = expected.get(`${SERVED_TREE}/${path}`);
    if (wanted !== sum && !UNLISTED_FILES.includes(path))
      fail(
        'MEDIA_MISMATCH',
        `It says another thing of "${path}" than ${RELEASE_LIST}`,
        { file: sums },
        'Copy it again',
      );
  }
  return expected;
}

async function readJudged(list: string, judge: JudgeStatement): Promise<string> {
  const text = await readText(list);
  const file = `${list}${SIGNATURE_SUFFIX}`;
  const signature = (await exists(file)) ? await readText(file) : undefined;
  await judge({ name: list, text, signature });
  return text;
}

/** Signatures are judged, not listed: those that are kept for who builds from the lock are judged by that build. */
const OWN_LISTS: readonly string[] = [
  CHECKSUMS_NAME,
  `${CHECKSUMS_NAME}${SIGNATURE_SUFFIX}`,
  SIGNATURES_NAME,
];

/** What is there and in no list. */
async function findStrangers(
  folder: string,
  expected: ExpectedFiles,
  hasServed: boolean,
): Promise<readonly Problem[]> {
  const known = new Set([
    ...expected.keys(),
    ...OWN_LISTS,
    ...(hasServed ? UNLISTED_FILES.map((name) => `${SERVED_TREE}/${name}`) : []),
  ]);
  const folders = new Set(collectFolders(known));
  const problems: Problem[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name).slice(join(folder, '/').length);
    if (entry.isDirectory() ? folders.has(path) : entry.isFile() && known.has(path)) continue;
    if (entry.isDirectory() || entry.isFile()) problems.push(describeStranger(path, 'is not in the list'));
    else problems.push(describeStranger(path, 'is no plain file'));
  }
  return problems.sort((a, b) => (a.message < b.message ? -1 : 1));
}
