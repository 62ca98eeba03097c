import {
  type Condition,
  errorProblem,
  type Guard,
  type GuardList,
  isFactName,
  type Template,
} from '../../model/mod.ts';
import { parseCondition } from '../condition/parse-condition.ts';
import { ConditionError } from '../condition/tokens.ts';
import type { XmlAttribute } from '../xml/read-attributes.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { addSlip, type FileContext, placeIn } from './file-context.ts';

/** The attributes that are conditions, on every element. */
export const GUARD_ATTRIBUTES: ReadonlySet<string> = new Set(['arch', 'os', 'release', 'cond']);

/** The conditions among the attributes of the current tag; undefined when there are none. An empty one is absent. */
export function parseGuard(reader: XmlReader, context: FileContext): Guard | undefined {
  let guard: { arch?: GuardList; os?: GuardList; release?: GuardList; cond?: Condition } | undefined;
  for (const attribute of reader.attributes) {
    if (!GUARD_ATTRIBUTES.has(attribute.name) || isBlank(attribute.value)) continue;
    guard ??= {};
    if (attribute.name === 'cond') guard.cond = parseExpression(attribute, reader, context);
    else guard[attribute.name as 'arch' | 'os' | 'release'] = parseList(attribute.value);
  }
  return guard;
}

function isBlank(value: Template): boolean {
  return typeof value === 'string' && value.trim() === '';
}

function parseList(value: Template): GuardList {
  return typeof value === 'string' ? { items: splitList(value) } : { template: value };
}

/** Comma list to items, trimmed, empty and repeated ones dropped. */
export function splitList(text: string): readonly string[] {
  const items = new Set<string>();
  let start = 0;
  while (start <= text.length) {
    const comma = text.indexOf(',', start);
    const end = comma < 0 ? text.length : comma;
    items.add(text.slice(start, end).trim());
    start = end + 1;
  }
  items.delete('');
  return [...items];
}

/** The expression that an attribute holds. Names in it are attributes anyway: `&name;` is not expanded there. */
export function parseExpression(attribute: XmlAttribute, reader: XmlReader, context: FileContext): Condition {
  const { text, offsets } = decodeCondition(attribute);
  try {
    const condition = parseCondition(text);
    if (!condition.names.some(isFactName)) return condition;
    return { ...condition, spot: reader.lines.spot(attribute.rawAt) };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    const spot = reader.lines.spot(offsets(error.at));
    const message = `Condition "${shorten(text, error.at)}" cannot be read at column ${error.at + 1}: ${error.message}`;
    const hint = hintFor(text, error.at);
    addSlip(context, 'CONDITION_SYNTAX', message, spot, hint);
    const broken = errorProblem('CONDITION_SYNTAX', message, placeIn(context, spot), hint);
    return { source: text, code: [], names: [], constants: [], broken };
  }
}

/** A very long condition is shown around the place that is wrong. */
function shorten(text: string, at: number): string {
  if (text.length <= SHOWN_CHARS) return text;
  const start = Math.max(0, Math.min(at - SHOWN_CHARS / 2, text.length - SHOWN_CHARS));
  const end = start + SHOWN_CHARS;
  return `${start > 0 ? '...' : ''}${text.slice(start, end)}${end < text.length ? '...' : ''}`;
}

const SHOWN_CHARS = 200;

function hintFor(text: string, at: number): string | undefined {
  if (text[at] === '&') return 'Write the attribute\'s name alone: "&name;" is not expanded in a condition';
  return undefined;
}

/**
 * The text of a condition, and a map from its offsets to those of the file: `&lt;` is one character of a
 * condition but four of the file.
 */
function decodeCondition(attribute: XmlAttribute): { text: string; offsets: (at: number) => number } {
  const { raw, rawAt, value } = attribute;
  if (!raw.includes('&')) return { text: raw.replace(/[\t\n]/g, ' '), offsets: (at) => rawAt + at };
  const text =
    typeof value === 'string'
      ? value
      : value.map((part) => (typeof part === 'string' ? part : `&${part.name};`)).join('');
  return { text, offsets: (at) => rawAt + findOffset(raw, at) };
}

/** Where in an attribute's source the character at an offset of its value stands. */
function findOffset(raw: string, at: number): number {
  const piece = /&(#\w+|lt|gt|amp|quot|apos);|[\s\S]/g;
  for (let count = 0; count < at; count += 1) if (piece.exec(raw) === null) return raw.length;
  return piece.lastIndex;
}
