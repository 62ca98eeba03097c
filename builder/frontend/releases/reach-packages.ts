import { type Deb822Stanza, findField } from '../../formats/deb822.ts';
import { parseRelation } from '../../formats/relations.ts';

/** Every machine has these, whatever its nodes say. */
const OF_ALL = /^(?:required|important)$/;

/**
 * Which packages of a distribution machines may have: what they ask for, what every machine has, and what that depends
 * on, with all alternatives. It decides nothing: apt resolved the distribution when it was made.
 *
 * @param stanzas of the package index
 * @param wanted names that nodes ask for
 */
export function reachPackages(
  stanzas: readonly Deb822Stanza[],
  wanted: Iterable<string>,
): ReadonlySet<string> {
  const { byName, roots } = readIndex(stanzas);
  const found = new Set<string>();
  const open = [...roots, ...wanted];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const one of byName.get(name) ?? []) {
      if (found.has(one.name)) continue;
      found.add(one.name);
      open.push(...one.needs);
    }
  }
  return found;
}

interface IndexedPackage {
  readonly name: string;
  readonly needs: readonly string[];
}

interface PackageIndex {
  /** By name, and by what they provide. */
  readonly byName: ReadonlyMap<string, readonly IndexedPackage[]>;
  readonly roots: readonly string[];
}

const KNOWN = new WeakMap<readonly Deb822Stanza[], PackageIndex>();

function readIndex(stanzas: readonly Deb822Stanza[]): PackageIndex {
  const known = KNOWN.get(stanzas);
  if (known !== undefined) return known;
  const byName = new Map<string, IndexedPackage[]>();
  const roots: string[] = [];
  for (const stanza of stanzas) {
    const field = (name: string): string => findField(stanza, name) ?? '';
    const namesIn = (relations: string): readonly string[] => parseRelation(field(relations)).flat();
    const name = field('Package');
    const needs = [...namesIn('Pre-Depends'), ...namesIn('Depends')];
    for (const key of [name, ...namesIn('Provides')])
      byName.set(key, [...(byName.get(key) ?? []), { name, needs }]);
    if (field('Essential') === 'yes' || OF_ALL.test(field('Priority'))) roots.push(name);
  }
  const index = { byName, roots };
  KNOWN.set(stanzas, index);
  return index;
}
