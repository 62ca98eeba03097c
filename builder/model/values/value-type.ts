import { maskControls } from '../clean-text.ts';

/** Why a value does not do: "Bad time zone "US/Pacific"", and what to write. */
export interface ValueFault {
  readonly message: string;
  readonly hint: string;
}

/** One kind of text that an attribute may hold. */
export interface ValueType {
  /** "time zone", for messages. */
  readonly what: string;
  readonly hint: string;
  /** True when the text has the form; a text says what to write instead. */
  readonly accepts: (value: string) => boolean | string;
}

/** A type whose values are known by their form alone. */
export function formOf(what: string, form: RegExp, hint: string): ValueType {
  return { what, hint, accepts: (value) => form.test(value) };
}

/** A type whose values are judged by a function: what it says of a wrong one is what to do. */
export function adviceOf(what: string, findFault: (value: string) => string | undefined): ValueType {
  return { what, hint: '', accepts: (value) => findFault(value) ?? true };
}

/** Values of a type, separated by blanks. */
export function listOf(what: string, item: ValueType, hint: string): ValueType {
  return {
    what,
    hint,
    accepts: (value) => value.split(' ').every((word) => word === '' || item.accepts(word) === true),
  };
}

/** A value as a message shows it: quoted, on one line, at most 60 characters. */
export function showValue(value: string): string {
  if (value === '') return 'nothing';
  const plain = maskControls(value);
  return `"${plain.length > 60 ? `${plain.slice(0, 57)}...` : plain}"`;
}
