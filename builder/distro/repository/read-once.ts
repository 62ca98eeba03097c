import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exists, placeOfNote } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { DistroContext } from '../types.ts';
import { parseDebs } from './parse-debs.ts';

/** What dpkg has read, any version of this program may take as read. */
const RECIPE = 1;

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
  const marks = await Promise.all(
    debs.map(({ sha256 }) => placeOfNote({ cacheDir }, 'read-by-dpkg', { sha256 }, RECIPE)),
  );
  const marked = await Promise.all(marks.map(exists));
  const unread = debs.flatMap((deb, index) => (marked[index] ? [] : [{ ...deb, mark: marks[index]! }]));
  const problems = await parseDebs(
    run,
    unread.map(({ file }) => file),
  );
  if (problems.length > 0) throw new BuildError(problems);
  for (const { mark } of unread) {
    await mkdir(dirname(mark), { recursive: true });
    await writeFile(mark, '');
  }
}
