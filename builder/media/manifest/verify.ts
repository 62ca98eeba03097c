import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hashFile, readText } from '../../io/mod.ts';
import {
  BuildError,
  CHECKSUMS_NAME,
  errorProblem,
  fail,
  type Problem,
  parseChecksums,
} from '../../model/mod.ts';

/** What was checked and found to be right. */
export interface Verified {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Checks what a build wrote against its `SHA256SUMS`: one file beside the list, or everything in it when `path` is
 * the list or the folder that holds it. Every difference is reported, not only the first.
 *
 * @throws {BuildError} MEDIA_MISMATCH: missing or changed; MEDIA_UNLISTED: no list, or not in it
 */
export async function verifyMedia(path: string): Promise<readonly Verified[]> {
  const info = await stat(path).catch(() => fail('FILE_MISSING', `Cannot read "${path}": it does not exist`));
  const whole = info.isDirectory() || basename(path) === CHECKSUMS_NAME;
  const list = join(info.isDirectory() ? path : dirname(path), CHECKSUMS_NAME);
  const expected = parseChecksums(await readList(list), list);
  const wanted = whole ? [...expected.keys()] : [basename(path)];
  const good: Verified[] = [];
  const problems: Problem[] = [];
  for (const name of wanted) {
    const sha256 = expected.get(name);
    if (sha256 === undefined) fail('MEDIA_UNLISTED', `"${name}" is not listed in "${list}"`);
    const file = join(dirname(list), name);
    const found = await hashFile(file).catch(() => undefined);
    if (found?.sha256 === sha256) good.push({ path: file, sizeBytes: found.sizeBytes });
    else problems.push(describeMismatch(name, sha256, found?.sha256));
  }
  if (problems.length > 0) throw new BuildError(problems);
  return good;
}

function describeMismatch(name: string, expected: string, found: string | undefined): Problem {
  const what = found === undefined ? 'is missing' : `has SHA-256 ${found}, not ${expected}`;
  return errorProblem('MEDIA_MISMATCH', `"${name}" ${what}`, undefined, 'Copy or build it again');
}

async function readList(list: string): Promise<string> {
  return readText(list).catch(() =>
    fail(
      'MEDIA_UNLISTED',
      `No checksums at "${list}"`,
      undefined,
      'Keep the medium in the folder that the build wrote',
    ),
  );
}
