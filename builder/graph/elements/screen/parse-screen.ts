import type { BodyItem, ElementItem, Guard, Items, Spot } from '../../../model/mod.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { DOCUMENTATION } from '../../parse/documentation.ts';
import { addWarning, type FileContext } from '../../parse/file-context.ts';
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
  | ScreenVariableItem;

export interface ScreenVariableItem extends Spot {
  readonly kind: 'variable';
  readonly guard: Guard | undefined;
  readonly items: Items<ScreenField>;
}

/** What a wizard's variable says about itself: `name`, `label`, `option`, ... */
export interface ScreenField {
  readonly kind: 'field';
  readonly guard: Guard | undefined;
  readonly name: string;
  readonly body: Items<BodyItem>;
}

/** What a variable may say about itself; the last three are the layout of a web page. */
export const SCREEN_FIELDS: ReadonlySet<string> = new Set(
  'default help label maxlength name optional option readonly required type value advanced rows size'.split(
    ' ',
  ),
);

/** What only the web page of Rocks' wizard could do, with what does it here. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['format', 'Say it in <help>'],
  ['password', 'Write <type>password</type>'],
  ['validate', 'Declare the attribute in roll.yaml, with a type, values or a pattern'],
]);

/** Reads a `<screen>`: a title and variables. */
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
    else if (DOCUMENTATION.has(reader.name)) reader.skip();
    else if (reader.name === 'code') skipCode(reader, context);
    else skipUnknown(reader, context);
    reader.leave(depth);
  }
}

/** Rocks' wizard ran it in its web page. */
function skipCode(reader: XmlReader, context: FileContext): void {
  const message = 'The program of a screen is not run: there is no web page to run it in';
  addWarning(context, 'ELEMENT_UNSUPPORTED', message, tagSpot(reader));
  reader.skip();
}

function parseTitle(reader: XmlReader, context: FileContext): ScreenPart {
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'title', guard, body: parseBody(reader, context, 'text') };
}

function parseScreenVariable(reader: XmlReader, context: FileContext): ScreenPart {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'variable', ...spot, guard, items: keepItems(reader, context, readFields(reader, context)) };
}

function* readFields(reader: XmlReader, context: FileContext): Generator<ScreenField> {
  const { depth } = reader;
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') noteStrayText(reader, context, 'variable');
    else if (SCREEN_FIELDS.has(reader.name)) yield parseField(reader, context);
    else if (DOCUMENTATION.has(reader.name)) reader.skip();
    else skipUnknown(reader, context, FOREIGN.get(reader.name));
    reader.leave(depth);
  }
}

function parseField(reader: XmlReader, context: FileContext): ScreenField {
  const { name } = reader;
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'field', guard, name, body: parseBody(reader, context, 'text') };
}
