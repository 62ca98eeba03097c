import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { digestOnce } from '../../io/mod.ts';
import { CHECKSUMS_NAME, SIGNATURE_SUFFIX, SIGNATURES_NAME } from '../../model/mod.ts';

/** A file of an output, by its path in it. */
export interface OutputFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Says what the files are, so it is none of them. */
export const MANIFEST_NAME = 'manifest.json';

/** What lists do not name: themselves, and what signs them. */
const UNLISTED: readonly string[] = [
  CHECKSUMS_NAME,
  `${CHECKSUMS_NAME}${SIGNATURE_SUFFIX}`,
  MANIFEST_NAME,
  SIGNATURES_NAME,
];

/**
 * Hashes every file below `folder`, sorted by path; lists themselves and signatures are left out.
 *
 * @param known what is known of a file already: it is not hashed again
 */
export async function readOutputFiles(
  folder: string,
  known: (path: string) => Promise<Omit<OutputFile, 'path'> | undefined> = async () => undefined,
): Promise<OutputFile[]> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .filter((path) => !UNLISTED.includes(path))
    .sort();
  const files: OutputFile[] = [];
  for (const path of paths) {
    const { sizeBytes, sha256 } = (await known(path)) ?? (await digestOnce(join(folder, path)));
    files.push({ path, sizeBytes, sha256 });
  }
  return files;
}
