import { isXmlSpace, nameAt } from './characters.ts';
import { XmlError } from './xml-error.ts';

/** How strictly a document is read; see `XmlReader`. */
export interface XmlOptions {
  /** A piece of a document: any number of elements, with text around them. */
  readonly fragment?: boolean;
  /** The two kindnesses for Rocks' sources: raw markup in `<changelog>`, an XML declaration anywhere or nowhere. */
  readonly kind?: boolean;
  /** Told about each kindness that was needed. */
  readonly onKindness?: (offset: number, message: string) => void;
}

const DECLARATION =
  /^\s+version\s*=\s*(["'])1\.[0-9]+\1(\s+encoding\s*=\s*(["'])([A-Za-z][\w.-]*)\3)?(\s+standalone\s*=\s*(["'])(yes|no)\6)?\s*$/;

/**
 * Reads an XML declaration at the very start.
 *
 * @returns the offset behind it, 0 when there is none
 * @throws {XmlError} when it is malformed or names an encoding that is not UTF-8
 */
export function readDeclaration(source: string, options: XmlOptions): number {
  if (!/^<\?xml[\t\n ]/.test(source)) {
    if (options.kind === true && options.fragment !== true && !/<\?xml[\t\n ]/.test(source)) {
      options.onKindness?.(0, 'The XML declaration is missing');
    }
    return 0;
  }
  const end = source.indexOf('?>', 5);
  if (end < 0) throw new XmlError(0, 'The XML declaration is not closed');
  if (options.kind === true) return end + 2;
  const form = DECLARATION.exec(source.slice(5, end));
  if (form === null) throw new XmlError(0, 'The XML declaration is malformed');
  const encoding = form[4];
  if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding)) {
    throw new XmlError(0, `The encoding "${encoding}" is not UTF-8`, 'Convert the file to UTF-8');
  }
  return end + 2;
}

/**
 * Checks the processing instruction that starts at an offset.
 *
 * @throws {XmlError} when it is malformed, or an XML declaration where none may stand
 */
export function checkInstruction(source: string, start: number, options: XmlOptions): void {
  const target = nameAt(source, start + 2);
  const after = start + 2 + target.length;
  if (target === '' || !(isXmlSpace(source.charCodeAt(after)) || source.startsWith('?>', after))) {
    throw new XmlError(start, 'A processing instruction is malformed');
  }
  if (target.toLowerCase() !== 'xml') return;
  const message = 'The XML declaration is not at the start of the file';
  if (options.kind !== true) throw new XmlError(start, message);
  options.onKindness?.(start, message);
}

/**
 * Finds the end tag of an element whose text is taken as it is.
 *
 * @param start offset behind its start tag; `tagAt` of the tag itself
 * @returns the offset of the end tag
 * @throws {XmlError} when there is none
 */
export function findRawEnd(
  source: string,
  name: string,
  start: number,
  tagAt: number,
  options: XmlOptions,
): number {
  const end = new RegExp(`</${name}[\\t\\n ]*>`, 'g');
  end.lastIndex = start;
  const found = end.exec(source);
  if (found === null) throw new XmlError(tagAt, `Element "${name}" is not closed`);
  const raw = source.slice(start, found.index);
  if (/<|&(?!#?\w+;)/.test(raw)) options.onKindness?.(tagAt, `The text of "${name}" holds raw markup`);
  return found.index;
}
