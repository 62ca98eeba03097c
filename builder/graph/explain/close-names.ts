import { measureDistance, usualLimit } from '../../model/mod.ts';
import { type CloseName, THING_KINDS, type ThingKind } from './types.ts';

/** More would not help. */
const LIMIT = 8;

/**
 * Names that may have been meant: with few different letters, or that hold what was asked for (or the other way
 * round). The closest first.
 */
export function findCloseNames(
  thing: string,
  known: { readonly [Kind in ThingKind]?: Iterable<string> },
): readonly CloseName[] {
  const wanted = thing.toLowerCase();
  const scored: { readonly score: number; readonly close: CloseName }[] = [];
  for (const kind of THING_KINDS) {
    for (const name of new Set(known[kind] ?? [])) {
      const score = name === thing ? undefined : measure(wanted, name.toLowerCase());
      if (score !== undefined) scored.push({ score, close: { kind, name } });
    }
  }
  const order = (kind: ThingKind): number => THING_KINDS.indexOf(kind);
  scored.sort(
    (a, b) =>
      a.score - b.score ||
      (a.close.name < b.close.name ? -1 : a.close.name > b.close.name ? 1 : 0) ||
      order(a.close.kind) - order(b.close.kind),
  );
  return scored.slice(0, LIMIT).map(({ close }) => close);
}

/** Smaller is closer; undefined when the two have nothing to do with each other. */
function measure(wanted: string, name: string): number | undefined {
  const limit = usualLimit(wanted, name);
  const distance = measureDistance(wanted, name, limit);
  if (distance <= limit) return distance;
  const [short, long] = wanted.length < name.length ? [wanted, name] : [name, wanted];
  if (short.length >= 3 && long.includes(short)) return limit + 1 + (long.length - short.length) / 1000;
  const base = wanted.slice(wanted.lastIndexOf('/') + 1);
  if (wanted.includes('/') && base !== '' && name.endsWith(`/${base}`)) return limit + 2;
  return undefined;
}
