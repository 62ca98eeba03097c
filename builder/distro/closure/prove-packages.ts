import * as v from 'valibot';
import { keepValue } from '../../io/mod.ts';
import { readOnceByDpkg } from '../repository/read-once.ts';
import type { DistroContext, ResolvedPackage } from '../types.ts';

/**
 * Proves that dpkg reads every package of the distribution.
 *
 * @param files the file of each package, by SHA-256
 * @throws {BuildError} DEB_MALFORMED for each that it refuses
 */
export async function provePackages(
  context: Pick<DistroContext, 'run' | 'cacheDir'>,
  packages: readonly ResolvedPackage[],
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const debs = packages.flatMap(({ sha256 }) => {
    const file = files.get(sha256);
    return file === undefined ? [] : [{ sha256, file }];
  });
  await keepValue(context, {
    kind: 'read-together',
    inputs: debs.map(({ sha256 }) => sha256),
    shape: v.literal(true),
    find: () => readOnceByDpkg(context, debs).then(() => true as const),
  });
}
