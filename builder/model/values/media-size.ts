import { parseSize } from './size.ts';

/** Bytes of media by the name of their kind: of 80 minutes, and of the smaller of the two that are called DVD. */
const KINDS: ReadonlyMap<string, number> = new Map([
  ['cd', 737_280_000],
  ['dvd', 4_700_372_992],
]);

/** How large a medium may be: `cd`, `dvd`, `4.4GB`, or a number of MiB. @returns bytes; undefined where it is no size */
export function parseMediaSize(text: string): number | undefined {
  return KINDS.get(text) ?? parseSize(text, 'MiB');
}
