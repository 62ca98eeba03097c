import { formatPortRange, type PortRange, type ValueType } from '../../../model/mod.ts';
import { splitWords, wordsType } from '../setting/setting.ts';

const LAST = 65535;

/** Reads "22" and "6000-6010"; undefined for what is no port. */
function parsePortRange(text: string): PortRange | undefined {
  const match = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return first <= last && last <= LAST ? { first, last } : undefined;
}

/** A comma list of ports and ranges. */
export const PORTS: ValueType = wordsType({
  what: 'port',
  hint: 'Write 22, or 80,443, or 6000-6010: numbers from 1 to 65535',
  accepts: (word) => parsePortRange(word) !== undefined,
});

/** The same, or all of them. */
export const PORTS_OR_ALL: ValueType = {
  ...PORTS,
  hint: `${PORTS.hint}, or all`,
  accepts: (value) => value === 'all' || PORTS.accepts(value),
};

/** The ports of a list from the lowest to the highest; those that touch are one range. */
export function parsePorts(text: string | undefined): readonly PortRange[] {
  const ranges = splitWords(text).flatMap((word) => parsePortRange(word) ?? []);
  const joined: { first: number; last: number }[] = [];
  for (const { first, last } of ranges.sort((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else joined.push({ first, last });
  }
  return joined;
}

/** "80,443,6000-6010". */
export function formatPorts(ranges: readonly PortRange[]): string {
  return ranges.map(formatPortRange).join(',');
}
