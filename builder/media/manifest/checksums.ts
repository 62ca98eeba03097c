import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

/** A file of an output, by its path in it. */
export interface OutputFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Name of the list of checksums; coreutils' `sha256sum --check` reads it too. */
export const CHECKSUMS_NAME = 'SHA256SUMS';
/** Holds times of this very run, so its bytes differ from build to build. */
export const MANIFEST_NAME = 'manifest.json';

/** Hashes every file below `folder`, sorted by path; the list itself and the manifest are left out. */
export async function readOutputFiles(folder: string): Promise<OutputFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .filter((path) => path !== CHECKSUMS_NAME && path !== MANIFEST_NAME)
    .sort();
  const files: OutputFile[] = [];
  for (const path of paths) files.push({ path, ...(await hashFile(join(folder, path))) });
  return files;
}

/** `SHA256SUMS` in the format of coreutils. */
export function renderChecksums(files: readonly OutputFile[]): string {
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
