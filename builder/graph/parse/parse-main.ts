import type { DirectiveItem, MainPart } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { plainText, tagSpot } from './attribute-reader.ts';
import { DIRECTIVES, DOCUMENTATION, INSTALLERS } from './directives.ts';
import { addSlip, type FileContext } from './file-context.ts';
import { parseBody, parseEval, parseInclude, parseVariable, skipUnknown } from './parse-body.ts';
import { GUARD_ATTRIBUTES, parseGuard } from './parse-guard.ts';
import { noteStrayText } from './stray-text.ts';

/** Reads the directives of a `<main>`, up to its end (or that of a fragment). */
export function* readMainItems(reader: XmlReader, context: FileContext): Generator<MainPart> {
  const { depth } = reader;
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') noteStrayText(reader, context, 'main');
    else {
      const item = parseMainElement(reader, context);
      if (item !== undefined) yield item;
      reader.leave(depth);
    }
  }
}

function parseMainElement(reader: XmlReader, context: FileContext): MainPart | undefined {
  const { name } = reader;
  if (name === 'include' || name === 'sinclude') return parseInclude(reader, context);
  if (name === 'eval') return parseEval(reader, context);
  if (name === 'var') return parseVariable(reader, context);
  if (DIRECTIVES.has(name)) return parseDirective(reader, context);
  if (DOCUMENTATION.has(name)) reader.skip();
  else skipUnknown(reader, context, 'It is not an installer directive');
  return undefined;
}

const NOTHING: DirectiveItem['attributes'] = [];

/** Attributes of a directive are data for the back-end; of `<native>`, only the installer's name. */
function parseDirective(reader: XmlReader, context: FileContext): DirectiveItem {
  const spot = tagSpot(reader);
  const { name } = reader;
  const guard = parseGuard(reader, context);
  const attributes =
    reader.attributes.length === 0
      ? NOTHING
      : reader.attributes
          .filter((attribute) => !GUARD_ATTRIBUTES.has(attribute.name))
          .map((attribute) => ({ name: attribute.name, value: attribute.value }));
  if (name === 'native') {
    const installer = plainText(attributes.find((attribute) => attribute.name === 'installer')?.value);
    if (installer === undefined || !INSTALLERS.has(installer)) {
      const hint = `Known are: ${[...INSTALLERS].join(', ')}`;
      addSlip(context, 'ATTRIBUTE_VALUE', 'Element "native" names no installer', spot, hint);
    }
  }
  const { line, column } = spot;
  return {
    kind: 'directive',
    line,
    column,
    guard,
    name,
    attributes,
    body: parseBody(reader, context, 'text'),
  };
}
