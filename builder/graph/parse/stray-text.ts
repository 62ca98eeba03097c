import type { XmlReader } from '../xml/xml-reader.ts';
import { addWarning, type FileContext } from './file-context.ts';

/** Text where only elements mean something is lost: say so. */
export function noteStrayText(reader: XmlReader, context: FileContext, element: string): void {
  const { text } = reader;
  if (typeof text === 'string' && text.trim() === '') return;
  const spot = reader.lines.spot(reader.at + leadingSpace(text));
  addWarning(context, 'TEXT_STRAY', `Text in "${element}" outside its elements has no effect`, spot);
}

function leadingSpace(text: XmlReader['text']): number {
  const first = typeof text === 'string' ? text : text[0];
  return typeof first === 'string' ? first.length - first.trimStart().length : 0;
}
