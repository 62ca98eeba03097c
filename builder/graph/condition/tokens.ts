import { parseValue, type Value } from './values.ts';

/** A piece of a condition; `at` counts from 0. */
export type Token =
  | { readonly kind: 'name' | 'string' | 'symbol'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: Value; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

/** What cannot be read in a condition. */
export class ConditionError extends Error {
  /** Of the first character that cannot be right; counts from 0. */
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

const SPACE = /[ \t\r\n]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_.-]*/y;
const NUMBER = /-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)/y;
const SYMBOL = /==|!=|<=|>=|[<>()[\],]/y;

function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}

/**
 * The token at or after an offset.
 *
 * @throws {ConditionError} at the first character that fits nothing
 */
export function readToken(source: string, from: number): Token {
  const at = from + match(SPACE, source, from).length;
  if (at >= source.length) return { kind: 'end', text: '', at };
  const quote = source[at];
  if (quote === '"' || quote === "'") {
    const end = source.indexOf(quote, at + 1);
    if (end < 0) throw new ConditionError(at, 'A string is not closed');
    return { kind: 'string', text: source.slice(at + 1, end), at };
  }
  const name = match(NAME, source, at);
  if (name !== '') return { kind: 'name', text: name, at };
  const number = match(NUMBER, source, at);
  if (number !== '') {
    const end = at + number.length;
    if (match(NAME, source, end) !== '' || source[end] === '.') {
      throw new ConditionError(end, `"${source[end]}" cannot follow a number`);
    }
    return { kind: 'number', value: parseValue(number), text: number, at };
  }
  const symbol = match(SYMBOL, source, at);
  if (symbol !== '') return { kind: 'symbol', text: symbol, at };
  throw new ConditionError(
    at,
    `"${String.fromCodePoint(source.codePointAt(at)!)}" is not part of a condition`,
  );
}

/** The offset behind a token. */
export function endOf(token: Token): number {
  return token.at + token.text.length + (token.kind === 'string' ? 2 : 0);
}
