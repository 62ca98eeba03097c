import { type Deb822Stanza, findField, renderDeb822 } from '../../formats/deb822.ts';
import { scanPackagesIndex } from '../../formats/deb822-scan.ts';
import { readText } from '../../io/mod.ts';
import type { ResolvedPackage } from '../types.ts';
import type { LockedPackage } from './recipe-lock.ts';

/**
 * What the signed lists said of the packages of a lock, as a package index: with it, and the packages themselves, a build from
 * that lock needs no list of any mirror. Roll's own packages are not among them: rolls bring them.
 */
export function renderKeptPackages(packages: readonly ResolvedPackage[]): string {
  const listed = packages.filter(({ roll, stanza }) => roll === undefined && stanza.size > 0);
  const unique = [...new Map(listed.map((item) => [item.sha256, item])).values()];
  const key = ({ name, version, sha256 }: ResolvedPackage): string => `${name}\0${version}\0${sha256}`;
  return renderDeb822(unique.sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(({ stanza }) => stanza));
}

/**
 * Reads what is kept of some packages of a lock. What belongs to no package of the lock, or says other things of it than the lock
 * does, counts for nothing.
 *
 * @returns the packages in the lock's order; undefined where one is not described
 */
export async function readKeptPackages(
  file: string,
  locked: readonly LockedPackage[],
): Promise<readonly ResolvedPackage[] | undefined> {
  const text = await readText(file);
  const stanzas = readStanzas(Buffer.from(text), locked, file);
  const found: ResolvedPackage[] = [];
  for (const item of locked) {
    const stanza = stanzas.get(item.sha256);
    if (stanza === undefined || !describes(stanza, item)) return undefined;
    found.push({ ...item, stanza });
  }
  return found;
}

/** What a package index says of packages of a lock, by SHA-256. @param name of the index, for people */
export function readStanzas(
  index: Uint8Array,
  locked: readonly LockedPackage[],
  name: string,
): ReadonlyMap<string, Deb822Stanza> {
  const stanzas = new Map<string, Deb822Stanza>();
  for (const stanza of scanPackagesIndex(index, new Set(locked.map((item) => item.name)), name))
    stanzas.set((findField(stanza, 'SHA256') ?? '').toLowerCase(), stanza);
  return stanzas;
}

function describes(stanza: Deb822Stanza, item: LockedPackage): boolean {
  const said = ['Package', 'Version', 'Architecture', 'Size', 'Filename'].map((name) =>
    findField(stanza, name),
  );
  const wanted = [item.name, item.version, item.arch, String(item.sizeBytes), item.path];
  return said.every((value, index) => value === wanted[index]);
}
