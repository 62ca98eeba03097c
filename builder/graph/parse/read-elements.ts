import type { BodyItem, ElementItem, Items } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { tagSpot } from './attribute-reader.ts';
import { addSlip, type FileContext } from './file-context.ts';
import { keepItems } from './keep-items.ts';
import { type ElementPlace, takesText } from './language.ts';
import { noteStrayText } from './stray-text.ts';

/**
 * Reads what stands at a place, up to the end of the current element (or of a fragment): the elements that the
 * language has there, and text. The nesting of what is known is a few levels; what is unknown is skipped, so depth
 * never grows with the input.
 */
export function* readElements(
  reader: XmlReader,
  context: FileContext,
  place: ElementPlace,
): Generator<BodyItem> {
  const { depth } = reader;
  const parsers = context.language[place];
  const isText = takesText(place);
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') {
      if (isText) yield { kind: 'text', text: reader.text };
      else noteStrayText(reader, context, STRAY_IN[place] ?? place);
      continue;
    }
    const parse = parsers.get(reader.name);
    if (parse === undefined) skipUnknown(reader, context, HINTS[place]);
    else {
      const item = parse(reader, context);
      if (item !== undefined) yield item;
    }
    reader.leave(depth);
  }
}

/** What findings call a place where text has no effect. */
const STRAY_IN: { readonly [Place in ElementPlace]?: string } = { node: 'kickstart' };

const HINTS: { readonly [Place in ElementPlace]?: string } = { main: 'It is not an installer directive' };

/** The same where only elements stand, for those who need no text. */
export function readItemsOf(
  reader: XmlReader,
  context: FileContext,
  place: 'node' | 'main',
): Generator<ElementItem> {
  return readElements(reader, context, place) as Generator<ElementItem>;
}

/** Running text with what stands in it. */
export function parseBody(reader: XmlReader, context: FileContext, place: ElementPlace): Items<BodyItem> {
  return keepItems(reader, context, readElements(reader, context, place));
}

/** Reads the rest of an element that holds nothing. */
export function parseNothing(reader: XmlReader, context: FileContext): void {
  for (const _ of readElements(reader, context, 'nothing'));
}

/** Skips an element with its content, saying so. */
export function skipUnknown(reader: XmlReader, context: FileContext, hint?: string): void {
  addSlip(context, 'ELEMENT_UNKNOWN', `Element "${reader.name}" is unknown here`, tagSpot(reader), hint);
  reader.skip();
}
