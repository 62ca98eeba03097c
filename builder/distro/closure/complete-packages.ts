import { findField } from '../../formats/deb822.ts';
import { parseRelation } from '../../formats/relations.ts';
import type { ResolvedPackage } from '../types.ts';

/**
 * Those of the candidates whose dependencies are all among them or already present: what dpkg may unpack without
 * leaving something that apt calls broken. Versions are not compared: they were chosen together.
 *
 * @param present packages that are there anyway
 */
export function keepComplete(
  candidates: readonly ResolvedPackage[],
  present: readonly ResolvedPackage[],
): readonly ResolvedPackage[] {
  const providers = countProviders([...present, ...candidates]);
  let kept = candidates;
  for (;;) {
    const complete = kept.filter((item) => dependenciesOf(item).every((group) => group.some(isThere)));
    if (complete.length === kept.length) return kept;
    const still = new Set(complete);
    for (const item of kept) {
      if (!still.has(item)) for (const name of namesOf(item)) providers.set(name, providers.get(name)! - 1);
    }
    kept = complete;
  }

  function isThere(name: string): boolean {
    return (providers.get(name) ?? 0) > 0;
  }
}

/** How many packages go by each name, their own or one that they provide. */
function countProviders(packages: readonly ResolvedPackage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of packages.flatMap(namesOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function namesOf({ name, stanza }: ResolvedPackage): readonly string[] {
  return [name, ...parseRelation(findField(stanza, 'Provides')).flat()];
}

/** One list of alternatives for each dependency. */
function dependenciesOf({ stanza }: ResolvedPackage): readonly (readonly string[])[] {
  return ['Pre-Depends', 'Depends'].flatMap((field) => parseRelation(findField(stanza, field)));
}
