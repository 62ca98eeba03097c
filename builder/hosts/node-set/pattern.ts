import { fail } from '../../model/mod.ts';

/** A set so large is a slip of the finger. */
export const MAX_NODES = 100_000;
const MAX_DIGITS = 12;

/**
 * Expands one pattern: `compute-[0-1]-[0-31/2,40]`. Zeros in front keep the width: `n[08-11]` is n08 n09 n10 n11.
 *
 * @throws {BuildError} SELECTION_SYNTAX
 */
export function expandPattern(pattern: string): string[] {
  let names = [''];
  for (const { text, ranges } of splitPattern(pattern)) {
    const tails = ranges === undefined ? [text] : expandRanges(ranges, pattern);
    if (names.length * tails.length > MAX_NODES) {
      refuse(pattern, `it has more than ${MAX_NODES} names`);
    }
    names = names.flatMap((name) => tails.map((tail) => name + tail));
  }
  return names;
}

interface Piece {
  readonly text: string;
  /** What stands between `[` and `]`. */
  readonly ranges?: string;
}

function splitPattern(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < pattern.length) {
    const open = pattern.indexOf('[', at);
    const text = pattern.slice(at, open < 0 ? undefined : open);
    if (text.includes(']')) refuse(pattern, '"]" comes without "["');
    if (text !== '') pieces.push({ text });
    if (open < 0) break;
    const close = pattern.indexOf(']', open);
    if (close < 0) refuse(pattern, '"[" is not closed');
    pieces.push({ text: '', ranges: pattern.slice(open + 1, close) });
    at = close + 1;
  }
  return pieces;
}

function expandRanges(ranges: string, pattern: string): string[] {
  const numbers = ranges.split(',').flatMap((range) => expandRange(range.trim(), pattern));
  return [...new Set(numbers)];
}

function expandRange(range: string, pattern: string): string[] {
  const match = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/.exec(range);
  if (match === null) return refuse(pattern, `"${range}" is no range, as 0-31 or 0-31/2`);
  const [, first = '', last = first, step = '1'] = match;
  if (Math.max(first.length, last.length, step.length) > MAX_DIGITS) {
    refuse(pattern, `"${range}" has too many digits`);
  }
  const [from, to, by] = [Number(first), Number(last), Number(step)];
  if (by < 1) refuse(pattern, `"${range}" has no step`);
  if (from > to) refuse(pattern, `"${range}" ends before it begins`);
  if ((to - from) / by >= MAX_NODES) refuse(pattern, `it has more than ${MAX_NODES} names`);
  const width = first.length > 1 && first.startsWith('0') ? first.length : 0;
  if (width > 0 && last.length > 1 && last.startsWith('0') && last.length !== width) {
    refuse(pattern, `"${range}" has two widths`);
  }
  const numbers: string[] = [];
  for (let number = from; number <= to; number += by) numbers.push(String(number).padStart(width, '0'));
  return numbers;
}

export function refuse(text: string, why: string): never {
  const hint = 'Write it like compute-0-[0-31], @compute or compute-0-0,compute-0-1';
  return fail('SELECTION_SYNTAX', `Cannot read selection "${text}": ${why}`, undefined, hint);
}
