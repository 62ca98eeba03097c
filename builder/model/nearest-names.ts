export interface NearestNamesOptions {
  /** So many single-letter changes at most. */
  readonly limit: number;
  /** So many names at most. */
  readonly count: number;
}

/**
 * The known name closest to a misspelt one, for "Did you mean ...?" hints.
 *
 * @returns the name with the fewest single-letter changes (a swap of neighbours counts as one), few beside the letters
 * of the words that differ; the first in code-unit order among equals; undefined when nothing is close
 */
export function findNearestName(name: string, known: Iterable<string>): string | undefined {
  return rankNames(name, known, usualLimit)[0];
}

/** Other known names that are close to a misspelt one, the closest first. */
export function listNearestNames(
  name: string,
  known: Iterable<string>,
  { limit, count }: NearestNamesOptions,
): readonly string[] {
  return rankNames(name, known, () => limit)
    .filter((other) => other !== name)
    .slice(0, count);
}

/** Names within the limit, whatever the case of letters. */
function rankNames(
  name: string,
  known: Iterable<string>,
  limitOf: (name: string, other: string) => number,
): readonly string[] {
  const wanted = name.toLowerCase();
  const found = new Map<string, number>();
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    const limit = limitOf(wanted, other);
    const distance = measureDistance(wanted, other, limit);
    if (distance <= limit) found.set(candidate, distance);
  }
  return [...found.keys()].sort((a, b) => found.get(a)! - found.get(b)! || (a < b ? -1 : 1));
}

/**
 * So many changes at most make a slip of the pen: a third of the letters of the words that differ, but always one.
 * Words that both names share say nothing: "boost-common" is not "beast-common".
 */
export function usualLimit(name: string, other: string): number {
  const words = name.split(WORD_END);
  const others = other.split(WORD_END);
  while (words.length > 1 && others.length > 1 && words[0] === others[0]) {
    words.shift();
    others.shift();
  }
  while (words.length > 1 && others.length > 1 && words.at(-1) === others.at(-1)) {
    words.pop();
    others.pop();
  }
  return Math.max(1, Math.floor(words.join('-').length / 3));
}

const WORD_END = /[-_.:/\s]+/;

/** Edits between two words: insertion, deletion, replacement, swap of neighbours; above the limit, `limit + 1`. */
export function measureDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + same);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, before[column - 2]! + 1);
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return Math.min(previous[b.length]!, limit + 1);
}
