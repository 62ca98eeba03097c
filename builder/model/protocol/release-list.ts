import { CHECKSUMS_NAME, isPlainPath, SIGNATURE_SUFFIX } from '../checksums.ts';
import { fail } from '../problem.ts';

/** Name of the list of a release, beside its `medium.json`. */
export const RELEASE_LIST = 'release.list';
/** Its signature, beside it. */
export const RELEASE_SIGNATURE = `${RELEASE_LIST}${SIGNATURE_SUFFIX}`;
/** Files of `cairn/` that the list does not name: itself, its signature, and what is made of it for tools of others. */
export const UNLISTED_FILES: readonly string[] = [RELEASE_LIST, RELEASE_SIGNATURE, CHECKSUMS_NAME];

/** A file of a release. */
export interface ReleaseFile {
  /** `cairn/` (what is served) or `install/` (what machines start from), and the path in it. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Everything that a release consists of, as signed: whoever has the list can check every byte. */
export interface ReleaseList {
  /** Digest of the lock. */
  readonly id: string;
  /** By path. Neither the list itself nor the lists of checksums made from it are in it. */
  readonly files: readonly ReleaseFile[];
}

const HEADER = 'Cairn-Release: 1';
const LINE = /^ ([0-9a-f]{64}) (\d{1,15}) ((?:cairn|install)\/[^\s].*)$/;

/** Renders `release.list`. */
export function renderReleaseList({ id, files }: ReleaseList): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines = sorted.map(({ path, sizeBytes, sha256 }) => ` ${sha256} ${sizeBytes} ${path}\n`);
  return `${HEADER}\nId: ${id}\nFiles:\n${lines.join('')}`;
}

/**
 * Reads `release.list`.
 *
 * @param file name for messages
 * @throws {BuildError} CHECKSUMS_SYNTAX for what is no list, and for a path that leads out of the release
 */
export function parseReleaseList(text: string, file: string): ReleaseList {
  const [header, id = '', word, ...lines] = text.split('\n');
  const digest = /^Id: ([0-9a-f]{64})$/.exec(id)?.[1];
  if (header !== HEADER || digest === undefined || word !== 'Files:' || lines.pop() !== '')
    return fail('CHECKSUMS_SYNTAX', 'Not the list of a release', { file });
  const files = lines.map((line, index): ReleaseFile => {
    const [, sha256, size, path] = LINE.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || !isPlainPath(path))
      return fail('CHECKSUMS_SYNTAX', 'Not a line of SHA-256, size and path', { file, line: index + 4 });
    return { path, sizeBytes: Number(size), sha256 };
  });
  return { id: digest, files };
}

/** Name of the description of a delta, at its top. */
export const DELTA_NAME = 'delta.json';

/**
 * What a delta medium says of itself: `delta.json`. Beside it lie the signed list of the new release and, at their paths, the
 * files of it that the old release has not.
 */
export interface DeltaIdentity {
  readonly format: 1;
  /** Digest of the lock of the release that must be there. */
  readonly from: string;
  /** The same of the release that it becomes. */
  readonly to: string;
}
