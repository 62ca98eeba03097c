import { BuildError, errorProblem } from '../../model/mod.ts';
import type { PackageArchive } from '../archive.ts';
import type { ResolvedPackage } from '../types.ts';

/**
 * Looks packages up by name alone: the newest version of each that suits the architecture.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED, naming every package that is not there
 */
export async function findPackages(
  archive: PackageArchive,
  names: readonly string[],
): Promise<ResolvedPackage[]> {
  const entries = await archive.readEntries(new Set(names));
  const newest = new Map<string, ResolvedPackage>();
  for (const entry of entries) {
    const known = newest.get(entry.name);
    if (known === undefined || archive.compareVersions(known.version, entry.version) < 0)
      newest.set(entry.name, entry);
  }
  const missing = [...new Set(names)].filter((name) => !newest.has(name)).sort();
  if (missing.length > 0) {
    throw new BuildError(
      missing.map((name) =>
        errorProblem('PACKAGE_UNSATISFIED', `Cannot find the package "${name}" in "${archive.os.id}"`),
      ),
    );
  }
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
