import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Seconds that each file took when it last ran; the longest ones begin first, so that none is left for the end. */
export type PastTimes = Readonly<Record<string, number>>;

/** Nothing when there is no such file, or it is not whole: it only makes a run shorter. */
export function readPastTimes(path: string): PastTimes {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PastTimes;
  } catch {
    return {};
  }
}

export function writePastTimes(path: string, times: PastTimes): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(times, null, 1)}\n`);
}

/** Longest first; a file that never ran comes before all others. */
export function sortByPastTime<T extends { readonly path: string }>(
  files: readonly T[],
  past: PastTimes,
): T[] {
  const secondsOf = ({ path }: T): number => past[path] ?? Number.POSITIVE_INFINITY;
  return files.toSorted((a, b) => {
    const [left, right] = [secondsOf(a), secondsOf(b)];
    return left === right ? 0 : right - left;
  });
}
