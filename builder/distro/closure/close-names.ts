/** Names that differ from `name` by at most two letters, the closest first, at most three. */
export function findCloseNames(name: string, names: Iterable<string>): string[] {
  const limit = name.length < 5 ? 1 : 2;
  const found = new Map<string, number>();
  for (const other of names) {
    if (Math.abs(other.length - name.length) > limit || other === name) continue;
    const distance = editDistance(name, other, limit);
    if (distance <= limit) found.set(other, distance);
  }
  return [...found.keys()].sort((a, b) => found.get(a)! - found.get(b)! || (a < b ? -1 : 1)).slice(0, 3);
}

/** Letters to add, drop, change or swap with their neighbour; given up (as `limit + 1`) above the limit. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) distance = Math.min(distance, beforePrevious[j - 2]! + 1);
      row.push(distance);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [beforePrevious, previous] = [previous, row];
  }
  return previous[b.length]!;
}
