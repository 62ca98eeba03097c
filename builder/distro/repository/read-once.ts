import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { DistroContext } from '../types.ts';
import { parseDebs } from './parse-debs.ts';

/** The file of a package, and its digest. */
export interface DigestedDeb {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Lets dpkg read packages. Files do not change: what it has read once, in this build or an earlier one, is not read again.
 *
 * @throws {BuildError} DEB_MALFORMED for each that it refuses
 */
export async function readOnceByDpkg(
  { run, cacheDir }: Pick<DistroContext, 'run' | 'cacheDir'>,
  debs: readonly DigestedDeb[],
): Promise<void> {
  const markOf = ({ sha256 }: DigestedDeb): string =>
    join(cacheDir, 'read-by-dpkg', sha256.slice(0, 2), sha256);
  const marked = await Promise.all(debs.map((deb) => exists(markOf(deb))));
  const unread = debs.filter((_, index) => !marked[index]);
  const problems = await parseDebs(
    run,
    unread.map(({ file }) => file),
  );
  if (problems.length > 0) throw new BuildError(problems);
  for (const mark of unread.map(markOf)) {
    await mkdir(dirname(mark), { recursive: true });
    await writeFile(mark, '');
  }
}
