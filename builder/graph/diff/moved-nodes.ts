import type { DiffChange, DiffEntry } from './types.ts';

/** Nodes of both sides that come at another place among the others: as few as explain the new sequence. */
export function listMovedNodes(
  before: readonly DiffEntry[],
  after: readonly DiffEntry[],
): readonly DiffChange[] {
  const old = new Map(before.map(({ name }, index) => [name, index]));
  const common = after.filter(({ name }) => old.has(name));
  const names = new Set(common.map(({ name }) => name));
  const was = before.filter(({ name }) => names.has(name));
  const kept = new Set(longestRise(common.map(({ name }) => old.get(name)!)));
  const placesIn = (list: readonly DiffEntry[]): ReadonlyMap<string, string> =>
    new Map(list.map(({ name }, at) => [name, at === 0 ? 'first' : `after ${list[at - 1]!.name}`]));
  const [placeBefore, placeAfter] = [placesIn(was), placesIn(common)];
  return common
    .filter((_entry, index) => !kept.has(index))
    .map(({ name, by }) => {
      const position = { field: 'position', before: placeBefore.get(name)!, after: placeAfter.get(name)! };
      return { name, by, fields: [position] };
    });
}

/** Indexes of a longest rising run of different numbers. */
function longestRise(values: readonly number[]): readonly number[] {
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, value] of values.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[ends[middle]!]! < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = index;
  }
  const rise: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]!) rise.push(at);
  return rise.reverse();
}
