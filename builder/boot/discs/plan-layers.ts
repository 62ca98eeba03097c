import type { DiscIdentity } from '../../model/mod.ts';
import type { FoundDisc } from '../machine/source.ts';

/** What the discs in the drives make of the medium that was started from. */
export interface LayerPlan {
  /** Digest of the lock of the release that the installation is of. */
  readonly id: string;
  /** Laid over the medium, in this order: the last one counts. */
  readonly layers: readonly FoundDisc[];
  /** Others, and why they are of no use here. */
  readonly refused: readonly { readonly disc: FoundDisc; readonly reason: string }[];
}

/**
 * Puts discs in their order: further ones of the set that was started from, then one that is for this release, then those
 * of that, and so on. Of two that are for the same release only the first counts, by name: each was proved without the other.
 *
 * @param id of the medium that was started from
 */
export function planLayers(id: string, found: readonly FoundDisc[]): LayerPlan {
  const discs = [...found].sort(byName);
  const layers: FoundDisc[] = [];
  let now = id;
  for (;;) {
    const here = now;
    for (const disc of discs)
      if (disc.over === undefined && disc.id === here && disc.number > 1)
        if (!layers.some((other) => isSame(other, disc))) layers.push(disc);
    const next = discs.find((disc) => disc.over === here && disc.id !== here);
    // A ring of releases ends where it began
    if (
      next === undefined ||
      layers.some(({ id: earlier, over }) => over !== undefined && earlier === next.id)
    )
      break;
    layers.push(next);
    now = next.id;
  }
  const taken = new Map(layers.flatMap((disc) => (disc.over === undefined ? [] : [[disc.over, disc]])));
  const refused = discs
    .filter((disc) => !layers.includes(disc))
    .map((disc) => ({ disc, reason: explain(disc, layers, taken) }));
  return { id: now, layers, refused };
}

function explain(
  disc: FoundDisc,
  layers: readonly FoundDisc[],
  taken: ReadonlyMap<string, FoundDisc>,
): string {
  if (disc.over === undefined && disc.number === 1) return 'It is a medium to start from';
  if (layers.some((other) => isSame(other, disc))) return 'It is there twice';
  const other = disc.over === undefined ? undefined : taken.get(disc.over);
  if (other === undefined) return 'It is for another medium';
  return `It was made without "${other.name}": add its rolls on the frontend, or make a disc of both`;
}

function isSame(a: DiscIdentity, b: DiscIdentity): boolean {
  return a.id === b.id && a.over === b.over && a.number === b.number;
}

function byName(a: FoundDisc, b: FoundDisc): number {
  const [one, other] = [a, b].map((disc) => `${disc.name}\n${disc.device}`) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
}
