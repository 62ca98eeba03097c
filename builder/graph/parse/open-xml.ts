import { errorProblem, type Problem } from '../../model/mod.ts';
import { LineIndex } from '../xml/line-index.ts';
import type { XmlOptions } from '../xml/prolog.ts';
import { XmlError } from '../xml/xml-error.ts';
import { XmlReader } from '../xml/xml-reader.ts';
import { addWarning, type FileContext, placeIn } from './file-context.ts';

/**
 * Reads a text as XML; what is not well-formed becomes a problem instead of an exception.
 *
 * @param fragment a piece of a document instead of a whole one
 * @param use reads everything from the reader, up to its `end`
 */
export function readXml<T>(
  text: string,
  context: FileContext,
  fragment: boolean,
  use: (reader: XmlReader) => T,
): { readonly value: T } | { readonly broken: Problem } {
  const kindnesses: { offset: number; message: string }[] = [];
  const onKindness = (offset: number, message: string): void => {
    if (kindnesses.length < 100) kindnesses.push({ offset, message });
  };
  let lines: LineIndex | undefined;
  try {
    const reader = openXml(text, context, fragment, onKindness);
    lines = reader.lines;
    const value = use(reader);
    for (const { offset, message } of kindnesses) {
      addWarning(context, 'XML_KINDNESS', message, lines.spot(offset));
    }
    return { value };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const spot = (lines ?? new LineIndex(text)).spot(error.offset);
    return { broken: errorProblem('XML_SYNTAX', error.message, placeIn(context, spot), error.hint) };
  }
}

/** @throws {XmlError} for a character that XML does not allow, or a malformed XML declaration */
export function openXml(
  text: string,
  { lenient }: FileContext,
  fragment: boolean,
  onKindness: NonNullable<XmlOptions['onKindness']> = () => undefined,
): XmlReader {
  return new XmlReader(text, { fragment, kind: lenient, onKindness });
}
