import type { Template } from '../../model/mod.ts';
import { IntList } from '../lists/int-list.ts';
import { findForbiddenCharacter, nameAt } from './characters.ts';
import { LineIndex } from './line-index.ts';
import { checkInstruction, findRawEnd, readDeclaration, type XmlOptions } from './prolog.ts';
import { readXmlAttributes, skipSpace, type XmlAttribute } from './read-attributes.ts';
import { decodeReference, TemplateBuilder } from './references.ts';
import { XmlError } from './xml-error.ts';

/** Running text comes in pieces of so many parts: one text may hold as many references as the file has room for. */
const PIECE_PARTS = 4096;

/** Roughly what a token takes when it is kept, in bytes; see `XmlReader.weight`. */
const TOKEN_BYTES = 80;

/**
 * Reads XML 1.0 without DTD, one token at a time, over a flat text: no tree, no recursion.
 * Unknown references stay references; what they stand for can never become markup.
 *
 * After `next()`: `open` (name, attributes), `text`, `close` (name) or `end`; a self-closing tag gives both.
 */
export class XmlReader {
  readonly source: string;
  readonly lines: LineIndex;
  kind: 'start' | 'open' | 'text' | 'close' | 'end' = 'start';
  name = '';
  attributes: readonly XmlAttribute[] = [];
  text: Template = '';
  /** Offset of the current token. */
  at = 0;
  /** An estimate of what everything read so far takes in memory when it is kept, in bytes. */
  weight = 0;
  #position = 0;
  #selfClosed = false;
  #rootSeen = false;
  /** Where the next `<` and `&` are, looked for once: runs of text with many references stay linear. */
  #nextLess = -1;
  #nextAmpersand = -1;
  /** Empty between two tokens. */
  readonly #builder = new TemplateBuilder();
  /** Offsets of the tags that are open, outermost first. */
  readonly #open = new IntList();
  readonly #names = new Map<string, string>();
  readonly #options: XmlOptions;

  /** @throws {XmlError} for a character that XML does not allow, or a malformed XML declaration */
  constructor(text: string, options: XmlOptions = {}) {
    this.source = normalizeLines(text);
    this.lines = new LineIndex(this.source);
    this.#options = options;
    const forbidden = findForbiddenCharacter(this.source);
    if (forbidden >= 0) throw new XmlError(forbidden, 'The file holds a character that XML does not allow');
    this.#position = readDeclaration(this.source, options);
  }

  /** How many elements are open around the current position. */
  get depth(): number {
    return this.#open.length;
  }

  /** @throws {XmlError} when the text is not well-formed */
  next(): XmlReader['kind'] {
    if (this.#selfClosed) {
      this.#selfClosed = false;
      return this.#close();
    }
    this.at = this.#position;
    const builder = this.#builder;
    for (;;) {
      const isText = this.#readText(builder) || this.#skipInvisible(builder);
      if (isText && builder.partCount < PIECE_PARTS) continue;
      if (!builder.isEmpty && this.#takeText(builder)) return this.kind;
      if (isText) continue;
      if (this.#position >= this.source.length) return this.#end();
      this.at = this.#position;
      return this.source.charCodeAt(this.#position + 1) === 47 ? this.#readCloseTag() : this.#readOpenTag();
    }
  }

  /** Skips the rest of the element whose `open` was just read, up to and with its `close`. */
  skip(): void {
    this.leave(this.depth - 1);
  }

  /** Skips what is left of the elements that are deeper than so many. */
  leave(depth: number): void {
    while (this.depth > depth) this.next();
  }

  get #isInside(): boolean {
    return this.depth > 0 || this.#options.fragment === true;
  }

  /** Character data and references; false when at markup or at the end. */
  #readText(builder: TemplateBuilder): boolean {
    const { source } = this;
    const start = this.#position;
    if (start >= source.length || source.charCodeAt(start) === 60) return false;
    if (source.charCodeAt(start) === 38) {
      const reference = decodeReference(source, start);
      if ('text' in reference) builder.addText(reference.text);
      else builder.addReference(reference.name, start, this.lines);
      this.#position = reference.end;
      return true;
    }
    if (this.#nextLess < start) this.#nextLess = indexOrEnd(source, '<', start);
    if (this.#nextAmpersand < start) this.#nextAmpersand = indexOrEnd(source, '&', start);
    const run = source.slice(start, Math.min(this.#nextLess, this.#nextAmpersand));
    const bad = run.indexOf(']]>');
    if (bad >= 0) throw new XmlError(start + bad, '"]]>" cannot stand in text', 'Write "]]&gt;"');
    builder.addText(run);
    this.#position += run.length;
    return true;
  }

  /** Text outside the root may only be white space. */
  #takeText(builder: TemplateBuilder): boolean {
    const text = builder.build();
    if (!this.#isInside) {
      if (typeof text === 'string' && /^[\t\n\r ]*$/.test(text)) return false;
      throw new XmlError(skipSpace(this.source, this.at), 'Text cannot stand outside the root element');
    }
    this.kind = 'text';
    this.text = text;
    this.weight += TOKEN_BYTES * (typeof text === 'string' ? 1 : text.length);
    return true;
  }

  /** Comments, CDATA (which is text) and processing instructions. */
  #skipInvisible(builder: TemplateBuilder): boolean {
    const { source } = this;
    const start = this.#position;
    if (source.startsWith('<!--', start)) {
      const end = this.#find('--', start + 4, 'A comment');
      if (source[end + 2] !== '>') throw new XmlError(end, '"--" cannot stand in a comment');
      this.#position = end + 3;
    } else if (source.startsWith('<![CDATA[', start)) {
      if (!this.#isInside) throw new XmlError(start, 'Text cannot stand outside the root element');
      const end = this.#find(']]>', start + 9, 'A CDATA section');
      builder.addText(source.slice(start + 9, end));
      this.#position = end + 3;
    } else if (source.startsWith('<?', start)) {
      this.#position = this.#find('?>', start + 2, 'A processing instruction') + 2;
      checkInstruction(source, start, this.#options);
    } else if (source.startsWith('<!', start)) {
      throw new XmlError(start, 'A document type declaration is not allowed', 'Remove the "<!...>"');
    } else {
      return false;
    }
    return true;
  }

  #readOpenTag(): 'open' {
    const { source, at } = this;
    const name = nameAt(source, at + 1);
    if (name === '')
      throw new XmlError(at, '"<" does not start a tag', 'Write "&lt;" for the character itself');
    if (!this.#isInside && this.#rootSeen) {
      throw new XmlError(at, `Element "${name}" stands behind the root element`);
    }
    this.#rootSeen = true;
    this.#open.push(at);
    this.name = this.#share(name);
    const { attributes, end } = readXmlAttributes(source, this.lines, at + 1 + name.length, at);
    this.attributes = attributes;
    this.weight += TOKEN_BYTES * (1 + attributes.length);
    this.#selfClosed = source.charCodeAt(end) === 47;
    this.#position = end + (this.#selfClosed ? 2 : 1);
    if (name === 'changelog' && this.#options.kind === true && !this.#selfClosed) {
      this.#position = findRawEnd(source, name, this.#position, at, this.#options);
    }
    this.kind = 'open';
    return 'open';
  }

  #readCloseTag(): 'close' {
    const { source, at } = this;
    const name = nameAt(source, at + 2);
    const end = skipSpace(source, at + 2 + name.length);
    if (name === '' || source[end] !== '>') throw new XmlError(at, 'An end tag is malformed');
    const open = this.#open.last;
    if (open === undefined) throw new XmlError(at, `"</${name}>" closes nothing`);
    if (nameAt(source, open + 1) !== name) {
      const { line } = this.lines.spot(open);
      throw new XmlError(
        at,
        `Element "${nameAt(source, open + 1)}" of line ${line} is closed by "</${name}>"`,
      );
    }
    this.#position = end + 1;
    return this.#close();
  }

  #close(): 'close' {
    this.name = nameAt(this.source, this.#open.pop()! + 1);
    this.kind = 'close';
    return 'close';
  }

  #end(): 'end' {
    const open = this.#open.last;
    if (open !== undefined) {
      throw new XmlError(open, `Element "${nameAt(this.source, open + 1)}" is not closed`);
    }
    if (!this.#rootSeen && this.#options.fragment !== true) {
      throw new XmlError(this.source.length, 'The file has no root element');
    }
    this.at = this.#position;
    this.kind = 'end';
    return 'end';
  }

  /** One string for all elements of a name: what is kept of an element often holds it. */
  #share(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined && this.#names.size < 256) this.#names.set(name, name);
    return known ?? name;
  }

  #find(mark: string, from: number, what: string): number {
    const at = this.source.indexOf(mark, from);
    if (at < 0) throw new XmlError(this.#position, `${what} is not closed`);
    return at;
  }
}

function indexOrEnd(source: string, mark: string, from: number): number {
  const at = source.indexOf(mark, from);
  return at < 0 ? source.length : at;
}

/** A byte order mark is dropped; every line ends with one line feed (XML 1.0, 2.11). */
function normalizeLines(text: string): string {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
}
