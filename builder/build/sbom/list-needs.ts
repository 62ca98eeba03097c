import type { ResolvedPackage } from '../../distro/mod.ts';
import { findField } from '../../formats/deb822.ts';
import { parseRelation } from '../../formats/relations.ts';

/**
 * Which of these packages each needs (Pre-Depends, Depends): of alternatives the first that is there, by its name or by what it
 * provides.
 *
 * @returns SHA-256 by SHA-256
 */
export function listNeeds(packages: readonly ResolvedPackage[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string>();
  for (const { stanza, sha256 } of packages)
    for (const name of parseRelation(findField(stanza, 'Provides')).flat())
      if (!byName.has(name)) byName.set(name, sha256);
  for (const { name, sha256 } of packages) byName.set(name, sha256);
  return new Map(
    packages.map(({ stanza, sha256 }) => {
      const groups = ['Pre-Depends', 'Depends'].flatMap((field) => parseRelation(findField(stanza, field)));
      const needed = groups.flatMap(
        (names) => names.map((name) => byName.get(name)).find((found) => found) ?? [],
      );
      return [sha256, [...new Set(needed)].filter((other) => other !== sha256)];
    }),
  );
}
