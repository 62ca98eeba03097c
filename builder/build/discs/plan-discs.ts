import { errorProblem, type Place, type Problem } from '../../model/mod.ts';

/** A file of a medium that is to be spread over several. */
export interface DiscItem {
  readonly path: string;
  readonly sizeBytes: number;
  /** The first start of a frontend needs it: it is on the first disc. */
  readonly isFirst: boolean;
}

export interface DiscSpace {
  /** Of each disc, in bytes. */
  readonly sizeBytes: number;
  /** What the first one holds besides: what it boots from. */
  readonly bootBytes: number;
}

/** Discs in their order, each a list of paths in the order of the items. */
export type DiscPlan =
  | { readonly ok: true; readonly discs: readonly (readonly string[])[] }
  | { readonly ok: false; readonly problem: Problem };

/** Volume descriptors and path tables, the padding at the end, and a disk's cylinder of 1 MiB that a hybrid image is rounded up to. */
export const DISC_OVERHEAD = 4 * 1024 * 1024;
const SECTOR = 2048;
/** Records of a file in the directories of Rock Ridge and Joliet, which a hybrid image has twice. */
const RECORD_BYTES = 2048;

/** Bytes that a file takes on a disc. */
export function spaceOf(sizeBytes: number): number {
  return Math.ceil(sizeBytes / SECTOR) * SECTOR + RECORD_BYTES;
}

/**
 * Spreads files over discs: what a frontend's first start needs on the first one, all others largest first, each on the first
 * disc that has room for it. Same items, same discs.
 *
 * @param place of the size in the recipe
 */
export function planDiscs(items: readonly DiscItem[], space: DiscSpace, place?: Place): DiscPlan {
  const room = space.sizeBytes - DISC_OVERHEAD;
  const refuse = (message: string, hint: string): DiscPlan => ({
    ok: false,
    problem: errorProblem('MEDIA_SIZE', message, place, hint),
  });
  const tooLarge = items.find((item) => spaceOf(item.sizeBytes) > room);
  if (tooLarge !== undefined) {
    const message = `"${tooLarge.path}" (${tooLarge.sizeBytes} bytes) is larger than a disc of ${space.sizeBytes} bytes`;
    return refuse(message, 'Name a larger size');
  }
  const first = items.filter(({ isFirst }) => isFirst);
  const needed = first.reduce((sum, item) => sum + spaceOf(item.sizeBytes), space.bootBytes);
  if (needed > room) {
    const message = `The first disc would need ${needed + DISC_OVERHEAD} bytes for what a frontend's first start needs, and has ${space.sizeBytes}`;
    return refuse(message, 'Name a larger size, or leave rolls out of the frontend');
  }
  const used = [needed];
  const discOf = new Map(first.map((item) => [item, 0]));
  const others = items
    .filter(({ isFirst }) => !isFirst)
    .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1));
  for (const item of others) {
    const size = spaceOf(item.sizeBytes);
    const found = used.findIndex((bytes) => bytes + size <= room);
    const disc = found === -1 ? used.length : found;
    used[disc] = (used[disc] ?? 0) + size;
    discOf.set(item, disc);
  }
  const discs = used.map((_, disc) =>
    items.filter((item) => discOf.get(item) === disc).map(({ path }) => path),
  );
  return { ok: true, discs };
}
