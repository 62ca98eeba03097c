const UNITS = [
  ['TiB', 2 ** 40],
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

/** "7.5 GiB", in the units that schemes are written in: one decimal at most, the largest unit that gives 1 or more. */
export function formatBinarySize(bytes: number): string {
  for (const [unit, scale] of UNITS) {
    if (bytes >= scale) return `${Math.round((bytes / scale) * 10) / 10} ${unit}`;
  }
  return `${bytes} B`;
}
