import { fail } from '../../model/mod.ts';
import { compareNames } from './compare-names.ts';
import { expandPattern, MAX_NODES, refuse } from './pattern.ts';
import type { NodeSetSource } from './types.ts';

const OPERATORS = ',!&^';
/** Letters of host and group names, ranges, wildcards; `:` for ClusterShell's `@source:group`. */
const TERM = /^[A-Za-z0-9_.:@*?[\]/,-]+$/;

/**
 * Expands a selection in ClusterShell's syntax, from left to right: `,` or a blank adds, `!` takes away, `&` keeps
 * what is in both, `^` what is in one. `@group` names a group, `@*` is every host, `*` and `?` stand for letters
 * of known hosts.
 *
 * @returns names in natural order, each once
 * @throws {BuildError} SELECTION_SYNTAX; GROUP_UNKNOWN
 */
export function parseNodeSet(text: string, source: NodeSetSource): string[] {
  let names = new Set<string>();
  for (const { operator, term } of splitTerms(text)) {
    const operand = new Set(expandTerm(term, source));
    names = combine(names, operator, operand);
    if (names.size > MAX_NODES) refuse(text, `it has more than ${MAX_NODES} names`);
  }
  return [...names].sort(compareNames);
}

interface Term {
  readonly operator: string;
  readonly term: string;
}

/** Splits at operators outside of brackets. */
function splitTerms(text: string): Term[] {
  const terms: Term[] = [];
  let operator = ',';
  let term = '';
  let depth = 0;
  const flush = (next: string): void => {
    if (term !== '') terms.push({ operator, term });
    else if (next !== ',' || operator !== ',') refuse(text, `"${next}" stands where a name should`);
    operator = next;
    term = '';
  };
  const tidy = text
    .trim()
    .replace(/\s*([!&^,])\s*/g, '$1')
    .replace(/\s+/g, ',');
  if (tidy === '') refuse(text, 'it is empty');
  for (const letter of tidy) {
    if (letter === '[') depth += 1;
    if (letter === ']') depth = Math.max(0, depth - 1);
    if (depth === 0 && OPERATORS.includes(letter)) flush(letter);
    else term += letter;
  }
  if (term === '') refuse(text, `it ends with "${operator}"`);
  terms.push({ operator, term });
  return terms;
}

function expandTerm(term: string, source: NodeSetSource): readonly string[] {
  if (!TERM.test(term)) refuse(term, 'it has a letter that no name has');
  if (!term.startsWith('@')) {
    const names = expandPattern(term);
    return /[*?]/.test(term) ? names.flatMap((name) => matchAll(name, source.all)) : names;
  }
  if (term.indexOf('@', 1) > 0) refuse(term, '"@" stands inside a name');
  return expandPattern(term.slice(1).replace(/^cairn:/, '')).flatMap((name) => {
    if (name === '*') return source.all;
    const members = source.group(name);
    return (
      members ??
      fail('GROUP_UNKNOWN', `Group "@${name}" is not known`, undefined, 'See: cairn host list --groups')
    );
  });
}

function matchAll(pattern: string, names: readonly string[]): string[] {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${escaped}$`);
  return names.filter((name) => expression.test(name));
}

function combine(a: Set<string>, operator: string, b: ReadonlySet<string>): Set<string> {
  switch (operator) {
    case '!':
      return new Set([...a].filter((name) => !b.has(name)));
    case '&':
      return new Set([...a].filter((name) => b.has(name)));
    case '^':
      return new Set([...[...a].filter((name) => !b.has(name)), ...[...b].filter((name) => !a.has(name))]);
    default:
      return new Set([...a, ...b]);
  }
}
