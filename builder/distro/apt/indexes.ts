import { compareDebianVersions } from '../../formats/deb-version.ts';
import { type Deb822Stanza, requireField } from '../../formats/deb822.ts';
import { listPackageNames, scanPackagesIndex } from '../../formats/deb822-scan.ts';
import { readBytes } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';
import type { AptArchive, IndexFile, ResolvedPackage } from '../types.ts';

/** Every version of some packages that the archive holds, suites in the roll's order. */
export async function readIndexEntries(
  archive: AptArchive,
  names: ReadonlySet<string>,
): Promise<ResolvedPackage[]> {
  const entries: ResolvedPackage[] = [];
  for (const index of inSuiteOrder(archive)) {
    const file = `${index.suite}/${index.component}/Packages`;
    for (const stanza of scanPackagesIndex(await readBytes(index.path), names, file)) {
      const entry = toResolvedPackage(stanza, index, file);
      if (archive.pinned === undefined || archive.pinned.has(entry.sha256)) entries.push(entry);
    }
  }
  return entries;
}

/** Names of all packages of the archive, some more than once. */
export async function readPackageNames(archive: AptArchive): Promise<string[]> {
  const lists = await Promise.all(
    archive.indexes.map(async (index) => listPackageNames(await readBytes(index.path))),
  );
  return lists.flat();
}

/**
 * Looks packages up by name alone: the newest version of each that suits the architecture.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED, naming every package that is not there
 */
export async function findPackages(
  archive: AptArchive,
  names: readonly string[],
): Promise<ResolvedPackage[]> {
  const entries = await readIndexEntries(archive, new Set(names));
  const newest = new Map<string, ResolvedPackage>();
  for (const entry of entries) {
    const known = newest.get(entry.name);
    if (known === undefined || compareDebianVersions(known.version, entry.version) < 0)
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

function inSuiteOrder(archive: AptArchive): IndexFile[] {
  const rank = (index: IndexFile): number => archive.os.suites.indexOf(index.suite);
  return [...archive.indexes].sort((a, b) => rank(a) - rank(b) || (a.component < b.component ? -1 : 1));
}

function toResolvedPackage(stanza: Deb822Stanza, index: IndexFile, file: string): ResolvedPackage {
  const field = (name: string): string => requireField(stanza, name, file);
  const sizeBytes = Number(field('Size'));
  const sha256 = field('SHA256').toLowerCase();
  if (!Number.isSafeInteger(sizeBytes) || !/^[0-9a-f]{64}$/.test(sha256)) {
    fail('DEB822_SYNTAX', `Size or SHA256 of "${field('Package')}" is malformed`, { file });
  }
  return {
    name: field('Package'),
    version: field('Version'),
    arch: field('Architecture'),
    sizeBytes,
    sha256,
    path: field('Filename'),
    suite: index.suite,
    component: index.component,
    stanza,
  };
}
