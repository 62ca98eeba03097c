/** Natural order: runs of digits by value, the rest by code units; `compute-0-9` before `compute-0-10`. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [piecesOf(a), piecesOf(b)];
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const [one, other] = [left[index]!, right[index]!];
    // Pieces alternate: text at even places, digits at odd ones.
    if (one === other) continue;
    const difference = index % 2 === 1 ? Number(one) - Number(other) : 0;
    if (difference !== 0) return difference;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}

function piecesOf(name: string): string[] {
  return name.split(/(\d+)/);
}
