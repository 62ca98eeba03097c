import type { AttributeDeclaration } from '../attributes.ts';
import { findNearestName } from '../nearest-names.ts';
import type { SystemWords } from '../roll-source.ts';
import { showValue, type ValueFault } from '../values/value-type.ts';
import { valueTypeOf } from './value-types.ts';

/**
 * Checks a value against what a roll declares: its type and form, its choices, its bounds.
 *
 * @param words names that the operating system has, for the types that have names
 * @returns undefined when the value does; a secret one is never shown
 */
export function checkValue(
  declaration: AttributeDeclaration,
  value: string,
  words: SystemWords = {},
): ValueFault | undefined {
  // What the roll says itself is a value: so it says whether none is one.
  if (value === declaration.default) return undefined;
  const { type = 'string', values, pattern, secret } = declaration;
  const kind = valueTypeOf(type);
  const shown = secret === true ? 'value' : showValue(value);
  const bad = (what: string, hint: string): ValueFault => ({ message: `Bad ${what} ${shown}`, hint });
  if (values !== undefined) {
    return values.includes(value)
      ? undefined
      : bad('choice', suggest(value, values, `Write ${listWords(values)}`));
  }
  const accepted = kind.accepts(value);
  if (accepted !== true) return bad(kind.what, accepted === false ? kind.hint : accepted);
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
    return bad(
      'value',
      declaration.help === undefined ? `It must match ${pattern}` : `${declaration.help} (${pattern})`,
    );
  }
  return checkBounds(declaration, value, bad) ?? checkWord(kind.what, type, value, words);
}

function checkBounds(
  { type, min, max }: AttributeDeclaration,
  value: string,
  bad: (what: string, hint: string) => ValueFault,
): ValueFault | undefined {
  if (type !== 'integer' && type !== 'number') return undefined;
  if (min !== undefined && Number(value) < min) return bad('number', `Write ${min} or more`);
  if (max !== undefined && Number(value) > max) return bad('number', `Write ${max} or less`);
  return undefined;
}

/** A name that the system must have; one that has another name now is told. */
function checkWord(what: string, type: string, value: string, words: SystemWords): ValueFault | undefined {
  const known = Object.hasOwn(words, type) ? words[type]! : undefined;
  if (known === undefined) return undefined;
  const message = `The operating system has no ${what} ${showValue(value)}`;
  const names: string[] = [];
  for (const line of known.split('\n')) {
    const [name = '', instead] = line.split(' ');
    if (instead === undefined) names.push(name);
    if (name !== value) continue;
    return instead === undefined ? undefined : { message, hint: `Write ${instead}` };
  }
  return { message, hint: suggest(value, names, valueTypeOf(type).hint) };
}

function suggest(value: string, names: readonly string[], otherwise: string): string {
  // `de_DE` is the beginning of `de_DE.UTF-8`
  const near = names.find((name) => name.startsWith(`${value}.`)) ?? findNearestName(value, names);
  return near === undefined ? otherwise : `Did you mean "${near}"?`;
}

function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
