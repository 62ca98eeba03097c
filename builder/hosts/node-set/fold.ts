import { compareNames } from './compare-names.ts';

/**
 * Writes names as a short selection: `compute-0-[0-31],login-0-0`. What `parseNodeSet` makes of it are the same
 * names. Numbers of one width fold together, and the last number that differs goes into the brackets first.
 */
export function foldNodeSet(names: readonly string[]): string {
  const rows = [...new Set(names)].sort(compareNames).map((name) => name.split(/(\d+)/));
  const groups = new Map<string, string[][]>();
  for (const pieces of rows) {
    // Same texts between the same number of numbers.
    const key = pieces.map((piece, index) => (index % 2 === 0 ? piece : '%')).join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pieces]);
    else group.push(pieces);
  }
  return [...groups.values()].flatMap(foldGroup).join(',');
}

/** Folds from the last number to the first: rows that differ in one number alone become one. */
function foldGroup(rows: readonly (readonly string[])[]): string[] {
  let folded = rows.map((row) => [...row]);
  const last = (rows[0]?.length ?? 0) - 2;
  for (let at = last; at > 0; at -= 2) {
    const merged = new Map<string, { readonly row: string[]; readonly numbers: string[] }>();
    for (const row of folded) {
      const key = row.map((piece, index) => (index === at ? '' : piece)).join('\u0000');
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { row, numbers: [row[at]!] });
      else known.numbers.push(row[at]!);
    }
    folded = [...merged.values()].map(({ row, numbers }) => {
      const copy = [...row];
      copy[at] = foldNumbers(numbers);
      return copy;
    });
  }
  return folded.map((row) => row.join(''));
}

/** `0 1 2 5` as `[0-2,5]`; numbers with zeros in front form ranges of their own width. */
function foldNumbers(numbers: readonly string[]): string {
  const ranges: { readonly first: string; last: string }[] = [];
  const widthOf = (text: string): number => (text.length > 1 && text.startsWith('0') ? text.length : 0);
  const sorted = [...numbers].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  for (const number of sorted) {
    const range = ranges.at(-1);
    const width = range === undefined ? 0 : widthOf(range.first);
    const isNext =
      range !== undefined &&
      Number.isSafeInteger(Number(number)) &&
      String(Number(range.last) + 1).padStart(width, '0') === number;
    if (isNext) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  if (numbers.length === 1) return numbers[0]!;
  return `[${ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')}]`;
}
