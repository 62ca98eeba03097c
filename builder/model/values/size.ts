/** Bytes of a unit by its name in small letters. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ...['k', 'm', 'g', 't'].flatMap((letter, index): [string, number][] => [
    [`${letter}b`, 1000 ** (index + 1)],
    [`${letter}ib`, 1024 ** (index + 1)],
  ]),
]);

/**
 * Reads a size as people write it: `64GB`, `4.4 TB`, `512MiB`; large and small letters are the same.
 *
 * @param bareUnit unit of a number alone, as in kickstart; without it a number alone is no size
 * @returns bytes; undefined where the text is no size
 */
export function parseSize(text: string, bareUnit?: 'MiB'): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const scale = UNITS.get((unit === '' ? bareUnit : unit)?.toLowerCase() ?? '');
  return number === undefined || scale === undefined ? undefined : Math.round(Number(number) * scale);
}
