import { findField } from '../../formats/deb822.ts';
import { BuildError, errorProblem } from '../../model/mod.ts';
import { parseAptReasons, quoteApt } from '../apt/apt-reasons.ts';
import { prepareResolver, resolveWithApt } from '../apt/apt-resolve.ts';
import { readIndexEntries } from '../apt/indexes.ts';
import type { AptArchive, DistroContext, ResolvedPackage } from '../types.ts';

/**
 * Packages with all that apt says they need on an empty machine, sorted by name: for programs that are taken out of
 * their packages, and must find their libraries.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED with apt's reasons
 */
export async function findNeededPackages(
  context: DistroContext,
  archive: AptArchive,
  names: readonly string[],
): Promise<ResolvedPackage[]> {
  await prepareResolver(context, archive);
  const resolution = await resolveWithApt(context, archive, [...names]);
  if (!resolution.ok) {
    const message = `Cannot find all that ${names.join(', ')} need in "${archive.os.id}"`;
    const reasons = quoteApt(parseAptReasons(resolution.text));
    throw new BuildError(errorProblem('PACKAGE_UNSATISFIED', message, undefined, reasons));
  }
  const key = (item: { readonly name: string; readonly version: string; readonly arch: string }): string =>
    `${item.name} ${item.version} ${item.arch}`;
  const chosen = new Set(resolution.ids.map(key));
  const entries = await readIndexEntries(archive, new Set(resolution.ids.map(({ name }) => name)));
  const unique = new Map(
    entries.filter((entry) => chosen.has(key(entry))).map((entry) => [entry.name, entry]),
  );
  return [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** True for a package of shared libraries, which Debian's policy files under this section. */
export function isLibraryPackage({ stanza }: Pick<ResolvedPackage, 'stanza'>): boolean {
  return /(?:^|\/)libs$/.test(findField(stanza, 'Section') ?? '');
}
