/** A size for people, in decimal units as disks and networks are sold: `141 MB`, `9.7 MB`, `800 B`. */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  ...Object.fromEntries(['k', 'm', 'g', 't'].map((letter, index) => [`${letter}b`, 1000 ** (index + 1)])),
  ...Object.fromEntries(['k', 'm', 'g', 't'].map((letter, index) => [`${letter}ib`, 1024 ** (index + 1)])),
};

/** Reads a size as people write it: `64GB`, `4.4 TB`, `16GiB`. @returns bytes; undefined when it is none */
export function parseBytes(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const scale = SIZES[(unit ?? '').toLowerCase()];
  return number === undefined || scale === undefined ? undefined : Math.round(Number(number) * scale);
}
