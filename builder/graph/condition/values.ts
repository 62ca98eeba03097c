/** What an attribute is in a condition. */
export type Value = null | boolean | number | bigint | string;

const TRUE: ReadonlySet<string> = new Set(['on', 'true', 'yes', 'y']);
const FALSE: ReadonlySet<string> = new Set(['off', 'false', 'no', 'n']);
const INTEGER = /^[+-]?[0-9]+$/;
const DECIMAL = /^[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+)$/;

/** Reads an attribute's text as a boolean, an integer, a decimal, or else a string; a missing one is null. */
export function parseValue(text: string | undefined): Value {
  if (text === undefined) return null;
  if (text.length <= 5) {
    const word = text.toLowerCase();
    if (TRUE.has(word)) return true;
    if (FALSE.has(word)) return false;
  }
  if (INTEGER.test(text)) {
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : BigInt(text.startsWith('+') ? text.slice(1) : text);
  }
  return DECIMAL.test(text) ? Number(text) : text;
}

/** None, False, zero and the empty string are false. */
export function isTrue(value: Value): boolean {
  return Boolean(value);
}

/** None is less than every number, a number less than every string. */
function rank(value: Value): number {
  if (value === null) return 0;
  return typeof value === 'string' ? 2 : 1;
}

/** Negative, zero or positive; never fails. A boolean counts as 1 or 0, strings compare by code unit. */
export function compareValues(a: Value, b: Value): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0 || a === null || b === null) return difference;
  if (typeof a === 'string' || typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  const left = typeof a === 'boolean' ? Number(a) : a;
  const right = typeof b === 'boolean' ? Number(b) : b;
  return left < right ? -1 : left > right ? 1 : 0;
}
