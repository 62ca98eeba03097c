import type { Problem, SchemePartition } from '../../model/mod.ts';
import { checkScheme, joinGroups, type PlacedGroup, type PlacedItem } from './check-scheme.ts';
import { parseDirective, type StorageDirective } from './parse-directive.ts';

export interface SchemeResult {
  readonly partitions: readonly SchemePartition[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the storage scheme, in kickstart's manner; see rolls/LANGUAGE.md:
 * `<part>` is a partition, `<raid>` an array of a partition on every disk of a set, `<volgroup>` a group of those that
 * are physical volumes, `<logvol>` a volume in it. All but groups become items, in order.
 *
 * @param isWhole false: some directives are not known yet, and what is missing is no finding
 */
export function parseScheme(directives: readonly StorageDirective[], isWhole = true): SchemeResult {
  const problems: Problem[] = [];
  const items: (PlacedItem & { readonly physical?: string | undefined })[] = [];
  const groups: PlacedGroup[] = [];
  for (const directive of directives) {
    const parsed = parseDirective(directive, problems);
    if (parsed === undefined) continue;
    const { place } = directive;
    if ('group' in parsed) groups.push({ ...parsed, place });
    else items.push({ partition: parsed.item, physical: parsed.physical, place });
  }
  // What one that cannot be read would have been is not known
  const isKnown = isWhole && items.length + groups.length === directives.length;
  const found: Problem[] = [];
  const joined = joinGroups(items, groups, found);
  if (isKnown) problems.push(...found, ...checkScheme(joined));
  return { partitions: joined.map(({ partition }) => partition), problems };
}
