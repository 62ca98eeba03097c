import { isTrue, parseValue } from '../../condition/values.ts';

/** `<readonly/>` or `<readonly>yes</readonly>`; undefined: there is no such field. */
export function isFlagSet(text: string | undefined): boolean {
  return text !== undefined && (text === '' || isTrue(parseValue(text)));
}

/** True where nothing is an answer too: `<optional/>`, `<required>no</required>`. */
export function mayBeEmpty({
  optional,
  required,
}: {
  readonly optional?: string | undefined;
  readonly required?: string | undefined;
}): boolean {
  return isFlagSet(optional) || (required !== undefined && !isFlagSet(required));
}
