import type { Template } from '../../model/mod.ts';
import { isXmlSpace, nameAt } from './characters.ts';
import type { LineIndex } from './line-index.ts';
import { decodeReference, TemplateBuilder } from './references.ts';
import { XmlError } from './xml-error.ts';

export interface XmlAttribute {
  readonly name: string;
  /** Offset of the name. */
  readonly at: number;
  readonly value: Template;
  /** Between the quotes, as written, and where that starts. */
  readonly raw: string;
  readonly rawAt: number;
}

const NONE: readonly XmlAttribute[] = [];

/** More attributes of a tag, or references in one value, are a mistake or an attack: they are kept at once. */
const COUNT_LIMIT = 1000;

/** Offset of the first character from `position` on that is not white space. */
export function skipSpace(source: string, position: number): number {
  let at = position;
  while (isXmlSpace(source.charCodeAt(at))) at += 1;
  return at;
}

/**
 * Reads the attributes of a tag.
 *
 * @param position behind the tag's name
 * @param tagAt offset of the tag's `<`, for messages
 * @returns the attributes and the offset of the `>` or `/>`
 * @throws {XmlError} when the tag is malformed
 */
export function readXmlAttributes(
  source: string,
  lines: LineIndex,
  position: number,
  tagAt: number,
): { readonly attributes: readonly XmlAttribute[]; readonly end: number } {
  let attributes: XmlAttribute[] | undefined;
  let at = position;
  for (;;) {
    const next = skipSpace(source, at);
    const code = source.charCodeAt(next);
    if (code === 62 || (code === 47 && source.charCodeAt(next + 1) === 62)) {
      if (attributes !== undefined) checkNames(attributes);
      return { attributes: attributes ?? NONE, end: next };
    }
    if (next >= source.length)
      throw new XmlError(tagAt, `Tag "${source.slice(tagAt + 1, position)}" is not closed`);
    if (next === at) throw new XmlError(at, 'A tag is malformed', 'Attributes are separated by white space');
    const attribute = readAttribute(source, lines, next, tagAt);
    if (attributes === undefined) attributes = [attribute];
    else if (attributes.push(attribute) > COUNT_LIMIT) {
      throw new XmlError(next, `A tag has more than ${COUNT_LIMIT} attributes`);
    }
    at = attribute.rawAt + attribute.raw.length + 1;
  }
}

/** @throws {XmlError} for a name that is given twice */
function checkNames(attributes: readonly XmlAttribute[]): void {
  if (attributes.length < 2) return;
  const names = new Set<string>();
  for (const { name, at } of attributes) {
    if (names.has(name)) throw new XmlError(at, `Attribute "${name}" is given twice`);
    names.add(name);
  }
}

/** Configuration files and scripts have lines that look like tags. */
const NO_TAG =
  'If this is text and no tag, write "<" as "&lt;", or put the text between "<![CDATA[" and "]]>"';

function readAttribute(source: string, lines: LineIndex, at: number, tagAt: number): XmlAttribute {
  const name = nameAt(source, at);
  if (name === '') throw new XmlError(at, 'A tag is malformed: an attribute name is expected', NO_TAG);
  const equals = skipSpace(source, at + name.length);
  if (source[equals] !== '=') throw new XmlError(at, `Attribute "${name}" has no value`, NO_TAG);
  const quoteAt = skipSpace(source, equals + 1);
  const quote = source[quoteAt];
  if (quote !== '"' && quote !== "'") {
    throw new XmlError(quoteAt, `The value of attribute "${name}" is not quoted`, NO_TAG);
  }
  const rawAt = quoteAt + 1;
  const end = source.indexOf(quote, rawAt);
  if (end < 0) throw new XmlError(tagAt, `The value of attribute "${name}" is not closed`);
  const raw = source.slice(rawAt, end);
  const less = raw.indexOf('<');
  if (less >= 0) throw new XmlError(rawAt + less, '"<" cannot stand in an attribute value', 'Write "&lt;"');
  return { name, at, value: decodeValue(source, lines, raw, rawAt), raw, rawAt };
}

/** White space becomes spaces, references are decoded (XML 1.0, 3.3.3). */
function decodeValue(source: string, lines: LineIndex, raw: string, rawAt: number): Template {
  if (!/[&\t\n]/.test(raw)) return raw;
  const builder = new TemplateBuilder();
  let at = 0;
  while (at < raw.length) {
    const ampersand = raw.indexOf('&', at);
    builder.addText(raw.slice(at, ampersand < 0 ? raw.length : ampersand).replace(/[\t\n]/g, ' '));
    if (ampersand < 0) break;
    const reference = decodeReference(source, rawAt + ampersand);
    if ('text' in reference) builder.addText(reference.text);
    else builder.addReference(reference.name, rawAt + ampersand, lines);
    if (builder.partCount > 2 * COUNT_LIMIT) {
      throw new XmlError(rawAt, 'The value of an attribute holds too many references');
    }
    at = reference.end - rawAt;
  }
  return builder.build();
}
