import { fail } from './problem.ts';

/** Name of the list of checksums of a folder; coreutils' `sha256sum --check` reads it too. */
export const CHECKSUMS_NAME = 'SHA256SUMS';

/** Behind the name of a list: its detached signature. */
export const SIGNATURE_SUFFIX = '.asc';

/** Whether a path names something below the folder of its list: it has no root, no empty part, and no step to where it is or up. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => !/^\.{0,2}$/.test(part));
}

/**
 * Beside the lock of an output: signatures over what its build made. Whoever builds from that lock without the key that it names
 * gives them in.
 */
export const SIGNATURES_NAME = 'recipe.signatures';

/** `SHA256SUMS` in the format of coreutils. */
export function renderChecksums(
  files: readonly { readonly path: string; readonly sha256: string }[],
): string {
  return files.map((file) => `${file.sha256}  ${file.path}\n`).join('');
}

/**
 * Reads `SHA256SUMS`: hashes by path.
 *
 * @throws {BuildError} CHECKSUMS_SYNTAX with file and line
 */
export function parseChecksums(text: string, file: string): Map<string, string> {
  const hashes = new Map<string, string>();
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (match === null) fail('CHECKSUMS_SYNTAX', 'Not a line of SHA-256 and name', { file, line: index + 1 });
    hashes.set(match[2]!, match[1]!);
  });
  return hashes;
}

/** The same list with what a file is now; a file that is not in it stays out of it. */
export function replaceChecksum(text: string, path: string, sha256: string): string {
  const replace = (line: string): string =>
    /^\S+ [ *](.+)$/.exec(line)?.[1] === path ? `${sha256}  ${path}` : line;
  return text.split('\n').map(replace).join('\n');
}
