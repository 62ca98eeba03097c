import { type Deb822Stanza, requireField } from '../../../formats/deb822.ts';
import { listPackageNames, scanPackagesIndex } from '../../../formats/deb822-scan.ts';
import { readBytes } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';
import type { ResolvedPackage } from '../../types.ts';
import type { AptState, IndexFile } from './apt-state.ts';

/** Every version of some packages that the state holds, suites in the roll's order, rolls' own last. */
export async function readIndexEntries(
  state: AptState,
  names: ReadonlySet<string>,
): Promise<ResolvedPackage[]> {
  const entries: ResolvedPackage[] = (state.listed ?? []).filter(({ name }) => names.has(name));
  for (const index of inSuiteOrder(state)) {
    const file = `${index.suite}/${index.component}/Packages`;
    for (const stanza of scanPackagesIndex(await readBytes(index.path), names, file)) {
      const entry = toResolvedPackage(stanza, index, file);
      if (state.pinned === undefined || state.pinned.has(entry.sha256)) entries.push(entry);
    }
  }
  return [...entries, ...(state.own ?? []).filter(({ name }) => names.has(name))];
}

/** Names of all packages of the state, some more than once. */
export async function readPackageNames(state: AptState): Promise<string[]> {
  const lists = await Promise.all(
    state.indexes.map(async (index) => listPackageNames(await readBytes(index.path))),
  );
  return [
    ...(state.listed ?? []).map(({ name }) => name),
    ...lists.flat(),
    ...(state.own ?? []).map(({ name }) => name),
  ];
}

function inSuiteOrder(state: AptState): IndexFile[] {
  const rank = (index: IndexFile): number => state.os.suites.indexOf(index.suite);
  return [...state.indexes].sort((a, b) => rank(a) - rank(b) || (a.component < b.component ? -1 : 1));
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
