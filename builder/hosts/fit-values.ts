import { errorProblem, fail, type Problem } from '../model/mod.ts';
import { expandPattern } from './node-set/pattern.ts';

/**
 * The values that a word of a command names: commas stand between them, brackets for a range.
 * `10.1.0.[10-12],10.1.0.20` are four. @throws {BuildError} SELECTION_SYNTAX
 */
export function parseValues(text: string): readonly string[] {
  return splitOutsideBrackets(text).flatMap((part) => expandPattern(part.trim()));
}

function splitOutsideBrackets(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '[') depth += 1;
    if (letter === ']') depth = Math.max(0, depth - 1);
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** How the values of a key are given to hosts. */
export interface FitRule {
  /** Several hosts may have one value. */
  readonly shared?: boolean;
  /** One host may have several values. */
  readonly several?: boolean;
}

/**
 * Gives each host its value, in their order: one value is for all of them where it may be, several are one for each.
 *
 * @throws {BuildError} USAGE where their number does not fit
 */
export function fitValues(
  key: string,
  values: readonly string[],
  count: number,
  { shared = false, several = false }: FitRule,
): readonly string[] {
  if (several && count === 1) return [values.join(' ')];
  if (values.length === count) return values;
  const [only] = values;
  if (shared && values.length === 1 && only !== undefined) return Array.from({ length: count }, () => only);
  return fail('USAGE', describeMisfit(key, values.length, count), undefined, FIT_HINT);
}

const FIT_HINT =
  'Give one for each host, in the order of their names: a range as 10.1.0.[10-41], a list, or @FILE';

function describeMisfit(key: string, values: number, hosts: number): string {
  const of = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `"${key}" has ${of(values, 'value')} for ${of(hosts, 'host')}`;
}

/** `key=value`. @returns undefined, and a finding, where it is none */
export function parseAssignment(
  word: string,
  keys: readonly string[],
  problems: Problem[],
): readonly [key: string, text: string] | undefined {
  const at = word.indexOf('=');
  const [key, text] = [word.slice(0, at), word.slice(at + 1).trim()];
  const refuse = (message: string, hint: string): undefined => {
    problems.push(errorProblem('USAGE', message, undefined, hint));
    return undefined;
  };
  if (at < 1) return refuse(`"${word}" is no KEY=VALUE`, `Keys are: ${keys.join(', ')}`);
  if (key === 'boot') return refuse('"boot" is not set here', 'Use: cairn boot SELECTION ACTION');
  if (!keys.includes(key)) return refuse(`Key "${key}" is unknown`, `Known are: ${keys.join(', ')}`);
  if (text === '') return refuse(`"${key}" has no value`, 'Leave it out to keep it; "-" stands for none');
  return [key, text];
}
