import { findField } from '../../formats/deb822.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { type PackageArchive, type PackageId, quoteRefusal } from '../archive.ts';
import type { ResolvedPackage } from '../types.ts';

/**
 * Packages with all that they need on an empty machine, sorted by name: for programs that are taken out of their
 * packages, and must find their libraries.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED with the resolver's reasons
 */
export async function findNeededPackages(
  archive: PackageArchive,
  names: readonly string[],
): Promise<ResolvedPackage[]> {
  const resolution = await archive.resolve({ foundation: false, base: [], wanted: names, unwanted: [] });
  if (!resolution.ok) {
    const message = `Cannot find all that ${names.join(', ')} need in "${archive.os.id}"`;
    const reasons = quoteRefusal(resolution.refusal);
    throw new BuildError(errorProblem('PACKAGE_UNSATISFIED', message, undefined, reasons));
  }
  const key = (item: PackageId): string => `${item.name} ${item.version} ${item.arch}`;
  const chosen = new Set(resolution.ids.map(key));
  const entries = await archive.readEntries(new Set(resolution.ids.map(({ name }) => name)));
  const unique = new Map(
    entries.filter((entry) => chosen.has(key(entry))).map((entry) => [entry.name, entry]),
  );
  return [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** True for a package of shared libraries, which Debian's policy files under this section. */
export function isLibraryPackage({ stanza }: Pick<ResolvedPackage, 'stanza'>): boolean {
  return /(?:^|\/)libs$/.test(findField(stanza, 'Section') ?? '');
}
