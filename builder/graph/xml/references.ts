import type { AttributeReference, Template } from '../../model/mod.ts';
import { isXmlCharacter, nameAt } from './characters.ts';
import type { LineIndex } from './line-index.ts';
import { XmlError } from './xml-error.ts';

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Longest name that is looked for behind an `&`: a missing `;` must not make a whole file a name. */
const NAME_LIMIT = 256;

/** A reference at an offset, decoded: text, or the name of an attribute. */
export type DecodedReference =
  | { readonly text: string; readonly end: number }
  | { readonly name: string; readonly end: number };

/**
 * Decodes the reference whose `&` is at `offset`.
 *
 * @throws {XmlError} when it is not a reference
 */
export function decodeReference(source: string, offset: number): DecodedReference {
  const end = source.slice(offset + 1, offset + 2 + NAME_LIMIT).indexOf(';');
  const name = end < 0 ? '' : source.slice(offset + 1, offset + 1 + end);
  const next = offset + end + 2;
  if (name.startsWith('#')) return { text: decodeCharacter(name, offset), end: next };
  const text = PREDEFINED.get(name);
  if (text !== undefined) return { text, end: next };
  if (name === '' || nameAt(name, 0) !== name) {
    throw new XmlError(offset, '"&" does not start a reference', 'Write "&amp;" for the character itself');
  }
  return { name, end: next };
}

function decodeCharacter(name: string, offset: number): string {
  const hex = /^#x([0-9A-Fa-f]+)$/.exec(name)?.[1];
  const decimal = /^#([0-9]+)$/.exec(name)?.[1];
  const code = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(decimal ?? '', 10);
  if (!isXmlCharacter(code)) throw new XmlError(offset, `"&${name};" is not a character of XML 1.0`);
  return String.fromCodePoint(code);
}

/** So many pieces of text are kept before they become one: pieces of one character cost many times their size. */
const JOIN_PIECES = 1024;

/** Collects text and references into a template; neighbouring text becomes one string. */
export class TemplateBuilder {
  #parts: (string | AttributeReference)[] = [];
  /** Text behind the last part: long pieces, then short ones. */
  readonly #joined: string[] = [];
  readonly #text: string[] = [];

  get isEmpty(): boolean {
    return this.#parts.length === 0 && this.#text.length === 0 && this.#joined.length === 0;
  }

  /** Parts so far, but for the text at the end. */
  get partCount(): number {
    return this.#parts.length;
  }

  addText(text: string): void {
    if (text === '') return;
    this.#text.push(text);
    if (this.#text.length < JOIN_PIECES) return;
    this.#joined.push(this.#text.join(''));
    this.#text.length = 0;
  }

  addTemplate(template: Template): void {
    if (typeof template === 'string') {
      this.addText(template);
      return;
    }
    for (const part of template) {
      if (typeof part === 'string') this.addText(part);
      else {
        this.#flush();
        this.#parts.push(part);
      }
    }
  }

  addReference(name: string, offset: number, lines: LineIndex): void {
    this.#flush();
    this.#parts.push({ name, ...lines.spot(offset) });
  }

  /** The text behind the last part, which is empty afterwards. */
  #takeText(): string {
    if (this.#joined.length > 0) {
      for (const piece of this.#text) this.#joined.push(piece);
      const text = this.#joined.join('');
      this.#joined.length = 0;
      this.#text.length = 0;
      return text;
    }
    const text = this.#text.length === 1 ? this.#text[0]! : this.#text.join('');
    this.#text.length = 0;
    return text;
  }

  #flush(): void {
    const text = this.#takeText();
    if (text !== '') this.#parts.push(text);
  }

  /** The template so far; the builder is empty afterwards. */
  build(): Template {
    if (this.#parts.length === 0) return this.#takeText();
    this.#flush();
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}
