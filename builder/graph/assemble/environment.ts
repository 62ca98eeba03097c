import type { AttributeReference } from '../../model/mod.ts';
import { variableOf } from '../parse/parse-environment.ts';
import type { Assembly, Position } from './assembly.ts';

/** Linux takes 128 KiB for one variable of a program's environment, and a character takes at most three bytes. */
const LIMIT_CHARS = 40_000;

/** What a program finds in its environment, by the variable's name; undefined when that is nothing. */
export function readEnvironment(
  { machine }: Assembly,
  env: readonly AttributeReference[] | undefined,
  { source }: Position,
): Readonly<Record<string, string>> | undefined {
  if (env === undefined) return undefined;
  const values = env.map((reference) => {
    const value = machine.expandText([reference], source);
    if (value.length > LIMIT_CHARS) {
      const message = `Attribute "${reference.name}" is too long for a script's environment`;
      const hint = `At most ${LIMIT_CHARS} characters: write it with <file>`;
      machine.addError('ATTRIBUTE_VALUE', message, machine.placeOf(source, reference), hint);
    }
    return [variableOf(reference.name), value] as const;
  });
  return Object.fromEntries(values);
}
