import type { BodyItem, ElementItem, Guard, Items } from '../../../model/mod.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { DOCUMENTATION } from '../../parse/documentation.ts';
import type { FileContext } from '../../parse/file-context.ts';
import { keepItems } from '../../parse/keep-items.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseBody, skipUnknown } from '../../parse/read-elements.ts';
import { noteStrayText } from '../../parse/stray-text.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';

export interface ScreenItem extends ElementItem {
  readonly kind: 'screen';
  readonly items: Items<ScreenPart>;
}

/** A child of `<screen>`. */
export type ScreenPart =
  | { readonly kind: 'title'; readonly guard: Guard | undefined; readonly body: Items<BodyItem> }
  | { readonly kind: 'variable'; readonly guard: Guard | undefined; readonly items: Items<ScreenField> };

/** What a wizard's variable says about itself: `name`, `label`, `option`, ... */
export interface ScreenField {
  readonly kind: 'field';
  readonly guard: Guard | undefined;
  readonly name: string;
  readonly body: Items<BodyItem>;
}

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
