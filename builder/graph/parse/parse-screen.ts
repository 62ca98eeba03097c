import type { BodyItem, Guard, ScreenItem, ScreenVariableItem } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { tagSpot, takeAttributes } from './attribute-reader.ts';
import { DOCUMENTATION } from './directives.ts';
import type { FileContext } from './file-context.ts';
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
  const titles: ScreenItem['titles'][number][] = [];
  const variables: ScreenVariableItem[] = [];
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return { kind: 'screen', ...spot, guard, titles, variables };
    if (token === 'text') noteStrayText(reader, context, 'screen');
    else if (reader.name === 'title') titles.push(parseTitle(reader, context));
    else if (reader.name === 'variable') variables.push(parseScreenVariable(reader, context));
    else if (reader.name === 'code' || DOCUMENTATION.has(reader.name)) reader.skip();
    else skipUnknown(reader, context);
  }
}

function parseTitle(reader: XmlReader, context: FileContext): ScreenItem['titles'][number] {
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { guard, body: parseBody(reader, context, 'text') };
}

function parseScreenVariable(reader: XmlReader, context: FileContext): ScreenVariableItem {
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  const fields: { guard: Guard | undefined; name: string; body: readonly BodyItem[] }[] = [];
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return { guard, fields };
    if (token === 'text') noteStrayText(reader, context, 'variable');
    else if (FIELDS.has(reader.name)) {
      const { name } = reader;
      const fieldGuard = parseGuard(reader, context);
      takeAttributes(reader, context, []);
      fields.push({ guard: fieldGuard, name, body: parseBody(reader, context, 'text') });
    } else if (DOCUMENTATION.has(reader.name)) reader.skip();
    else skipUnknown(reader, context);
  }
}
