import * as v from 'valibot';
import { findNearestName } from '../nearest-names.ts';
import { checkValue } from '../types/check-value.ts';
import type { ValueTypeName } from '../types/value-types.ts';
import { showValue } from '../values/value-type.ts';

// Every scalar reaches these schemas as text. A message's first line is the message, the rest the hint.

/** An object with exactly these keys; an unknown one is an error that names the nearest known one. */
export function exactObject<E extends v.ObjectEntries>(entries: E) {
  const known = Object.keys(entries);
  const expected = (issue: v.BaseIssue<unknown>): string =>
    `Expected keys and values, found ${quote(issue.input)}\nKnown keys: ${known.join(', ')}`;
  const isObject = v.custom<object>(
    (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
    expected,
  );
  const object = v.strictObject(entries, (issue) => {
    if (issue.expected === 'never') {
      const near = findNearestName(String(issue.input), known);
      const hint = near === undefined ? `Known keys: ${known.join(', ')}` : `Did you mean "${near}"?`;
      return `Unknown key ${quote(issue.input)}\n${hint}`;
    }
    if (issue.expected.startsWith('"')) return `Missing key ${issue.expected}`;
    return expected(issue);
  });
  return v.pipe(isObject, object);
}

/** A map from names to values of one kind. */
export function nameMap<V extends v.GenericSchema>(what: string, pattern: RegExp, value: V) {
  const key = v.pipe(
    v.string(),
    v.regex(pattern, (issue) => `Bad ${what} ${quote(issue.input)}`),
  );
  const expected = (issue: v.BaseIssue<unknown>): string =>
    `Expected a map of ${what}s, found ${quote(issue.input)}`;
  const isMap = v.custom<Record<string, v.InferInput<V>>>((input) => !Array.isArray(input), expected);
  return v.pipe(isMap, v.record(key, value, expected));
}

/** A list; a single value is not taken for a list of one. */
export function list<I extends v.GenericSchema>(item: I) {
  return v.array(item, (issue) => `Expected a list, found ${quote(issue.input)}\nWrite it as [a, b]`);
}

/** Any text, the empty one included. */
export const text = v.string((issue) => `Expected text, found ${quote(issue.input)}`);

/** Text on one line that is not empty. */
export const line = v.pipe(
  text,
  v.regex(/\S/, 'Expected text, found nothing'),
  v.regex(/^[^\n\r]*$/, 'Expected one line of text'),
);

/** A remark: at most one line, empty when left out. */
export const remark = v.optional(v.pipe(text, v.regex(/^[^\n\r]*$/, 'Expected one line of text')), '');

/** `true` or `false`. */
export const flag = v.pipe(
  v.picklist(['true', 'false'], (issue) => `Expected true or false, found ${quote(issue.input)}`),
  v.transform((value) => value === 'true'),
);

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number) {
  const message = (issue: v.BaseIssue<unknown>): string =>
    `Expected a whole number from ${min} to ${max}, found ${quote(issue.input)}`;
  return v.pipe(
    v.string(message),
    v.regex(/^-?(?:0|[1-9]\d{0,14})$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

/** One of a few words. */
export function oneOf<const W extends readonly string[]>(words: W) {
  return v.picklist(words, (issue) => {
    const near = typeof issue.input === 'string' ? findNearestName(issue.input, words) : undefined;
    const hint = near === undefined ? '' : `\nDid you mean "${near}"?`;
    return `Expected ${words.map(quote).join(' or ')}, found ${quote(issue.input)}${hint}`;
  });
}

/** Text of one shape. */
export function matching(what: string, pattern: RegExp, hint: string) {
  const message = (issue: v.BaseIssue<unknown>): string => `Bad ${what} ${quote(issue.input)}\n${hint}`;
  return v.pipe(v.string(message), v.regex(pattern, message));
}

/** Text of one of the types that attributes have. */
export function ofType(type: ValueTypeName) {
  const message = (issue: v.BaseIssue<unknown>): string => {
    const fault = checkValue({ type }, String(issue.input ?? ''));
    return fault === undefined
      ? `Expected text, found ${quote(issue.input)}`
      : `${fault.message}\n${fault.hint}`;
  };
  return v.pipe(
    v.string(message),
    v.check((value) => checkValue({ type }, value) === undefined, message),
  );
}

/** A value as a message shows it: short, quoted; collections by their kind. */
export function quote(value: unknown): string {
  if (value === undefined || value === '') return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'keys and values';
  return showValue(String(value));
}
