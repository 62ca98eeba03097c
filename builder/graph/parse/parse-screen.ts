import type { ScreenField, ScreenItem, ScreenPart } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { tagSpot, takeAttributes } from './attribute-reader.ts';
import { DOCUMENTATION } from './directives.ts';
import type { FileContext } from './file-context.ts';
import { keepItems } from './keep-items.ts';
import { parseBody, skipUnknown } from './parse-body.ts';
import { parseGuard } from './parse-guard.ts';
import { noteStrayText } from './stray-text.ts';

/** What a wizard variable may say about itself. */
const FIELDS: ReadonlySet<string> = new Set(
  'advanced default format help label maxlength name optional option password readonly required rows size type validate value'.split(
    ' ',
  ),
);

/** Reads a `<screen>`: a title and variables. Its `<code>` was for another wizard. */
export function parseScreen(reader: XmlReader, context: FileContext): ScreenItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, ['name']);
  return { kind: 'screen', ...spot, guard, items: keepItems(reader, context, readParts(reader, context)) };
}

function* readParts(reader: XmlReader, context: FileContext): Generator<ScreenPart> {
  const { depth } = reader;
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') noteStrayText(reader, context, 'screen');
    else if (reader.name === 'title') yield parseTitle(reader, context);
    else if (reader.name === 'variable') yield parseScreenVariable(reader, context);
    else if (reader.name === 'code' || DOCUMENTATION.has(reader.name)) reader.skip();
    else skipUnknown(reader, context);
    reader.leave(depth);
  }
}

function parseTitle(reader: XmlReader, context: FileContext): ScreenPart {
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'title', guard, body: parseBody(reader, context, 'text') };
}

function parseScreenVariable(reader: XmlReader, context: FileContext): ScreenPart {
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'variable', guard, items: keepItems(reader, context, readFields(reader, context)) };
}

function* readFields(reader: XmlReader, context: FileContext): Generator<ScreenField> {
  const { depth } = reader;
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') noteStrayText(reader, context, 'variable');
    else if (FIELDS.has(reader.name)) yield parseField(reader, context);
    else if (DOCUMENTATION.has(reader.name)) reader.skip();
    else skipUnknown(reader, context);
    reader.leave(depth);
  }
}

function parseField(reader: XmlReader, context: FileContext): ScreenField {
  const { name } = reader;
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'field', guard, name, body: parseBody(reader, context, 'text') };
}
