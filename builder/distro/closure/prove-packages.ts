import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';
import { parseDebs } from '../repository/parse-debs.ts';
import type { DistroContext, ResolvedPackage } from '../types.ts';

/**
 * Proves that dpkg reads every package of the distribution. Files do not change: what was read once is not read again.
 *
 * @param files the file of each package, by SHA-256
 * @throws {BuildError} DEB_MALFORMED for each that it refuses
 */
export async function provePackages(
  { run, cacheDir }: Pick<DistroContext, 'run' | 'cacheDir'>,
  packages: readonly ResolvedPackage[],
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const markOf = ({ sha256 }: ResolvedPackage): string =>
    join(cacheDir, 'read-by-dpkg', sha256.slice(0, 2), sha256);
  const marked = await Promise.all(packages.map((item) => exists(markOf(item))));
  const unread = packages.filter((item, index) => !marked[index] && files.has(item.sha256));
  const problems = await parseDebs(
    run,
    unread.map(({ sha256 }) => files.get(sha256)!),
  );
  if (problems.length > 0) throw new BuildError(problems);
  for (const mark of unread.map(markOf)) {
    await mkdir(dirname(mark), { recursive: true });
    await writeFile(mark, '');
  }
}
