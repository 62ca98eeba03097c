import {
  errorProblem,
  fail,
  isPlainPath,
  type Problem,
  parseChecksums,
  parseReleaseList,
} from '../../model/mod.ts';

/** SHA-256 by path, of all that is in a folder or on a server. */
export type ExpectedFiles = ReadonlyMap<string, string>;

/** What the packages of a network boot tree lie in; they have the signed list of their release. */
export const SERVED_TREE = 'cairn';

/** @throws {BuildError} CHECKSUMS_SYNTAX; MEDIA_MISMATCH: it names nothing, or what is not below its folder */
export function readExpected(text: string, list: string): ExpectedFiles {
  const expected = parseChecksums(text, list);
  if (expected.size === 0) fail('MEDIA_MISMATCH', 'It names no file at all', { file: list }, HINT);
  for (const path of expected.keys())
    if (!isPlainPath(path))
      fail('MEDIA_MISMATCH', `It names "${path}", which is outside its folder`, { file: list }, HINT);
  return expected;
}

/**
 * The files of `cairn/` in a network boot tree. What machines start from lies beside it, and must be what its release says.
 *
 * @param boot what the list of the tree itself names
 */
export function readServedTree(text: string, list: string, boot: ExpectedFiles): ExpectedFiles {
  const expected = new Map<string, string>();
  for (const { path, sha256 } of parseReleaseList(text, list).files) {
    if (path.startsWith(`${SERVED_TREE}/`)) expected.set(path, sha256);
    else if (boot.get(path.replace(/^install\//, '')) !== sha256)
      fail(
        'MEDIA_MISMATCH',
        `The boot files are not those of the packages: "${path}" differs`,
        { file: list },
        HINT,
      );
  }
  return expected;
}

const HINT = 'Copy or build it again';

/** @param found SHA-256 of what is there; undefined: nothing */
export function describeMismatch(name: string, expected: string, found: string | undefined): Problem {
  const what = found === undefined ? 'is missing' : `has SHA-256 ${found}, not ${expected}`;
  return errorProblem('MEDIA_MISMATCH', `"${name}" ${what}`, undefined, HINT);
}

/** Something that nobody listed may be used all the same. */
export function describeStranger(name: string, what: string): Problem {
  return errorProblem(
    'MEDIA_MISMATCH',
    `"${name}" ${what}`,
    undefined,
    'Remove it, or copy the whole folder again',
  );
}
