const UNITS: Readonly<Record<string, number>> = {
  '': 2 ** 20,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/**
 * Reads a size such as "512MiB", "8GiB" or "1024" (a bare number is MiB, as in kickstart).
 *
 * @returns bytes, or undefined where the text is no size
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(KiB|MiB|GiB|TiB|)$/.exec(text.trim());
  if (match === null) return undefined;
  return Math.floor(Number(match[1]) * UNITS[match[2] ?? '']!);
}

/** "7.5 GiB", in the units that schemes are written in: one decimal at most, the largest unit that gives 1 or more. */
export function formatBinarySize(bytes: number): string {
  for (const unit of ['TiB', 'GiB', 'MiB', 'KiB'] as const) {
    const scale = UNITS[unit]!;
    if (bytes >= scale) return `${Math.round((bytes / scale) * 10) / 10} ${unit}`;
  }
  return `${bytes} B`;
}
