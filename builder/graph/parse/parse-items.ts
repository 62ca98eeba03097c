import type { MainItem, NodeItem, PackageItem, ScriptItem } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { tagSpot, takeAttributes } from './attribute-reader.ts';
import { DOCUMENTATION } from './directives.ts';
import type { FileContext } from './file-context.ts';
import {
  parseBody,
  parseEval,
  parseInclude,
  parseService,
  parseVariable,
  skipUnknown,
} from './parse-body.ts';
import { parseGuard } from './parse-guard.ts';
import { parseMainItems } from './parse-main.ts';
import { parseScreen } from './parse-screen.ts';
import { noteStrayText } from './stray-text.ts';

/** Reads the children of a node file's root, up to its end (or that of a fragment). */
export function parseNodeItems(reader: XmlReader, context: FileContext): readonly NodeItem[] {
  const items: NodeItem[] = [];
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return items;
    if (token === 'text') noteStrayText(reader, context, 'kickstart');
    else {
      const item = parseNodeElement(reader, context);
      if (item !== undefined) items.push(item);
    }
  }
}

function parseNodeElement(reader: XmlReader, context: FileContext): NodeItem | undefined {
  switch (reader.name) {
    case 'package':
      return parsePackage(reader, context);
    case 'main':
      return parseMain(reader, context);
    case 'pre':
    case 'post':
    case 'boot':
    case 'configure':
      return parseScript(reader, context, reader.name);
    case 'service':
      return parseService(reader, context);
    case 'include':
    case 'sinclude':
      return parseInclude(reader, context);
    case 'var':
      return parseVariable(reader, context);
    case 'eval':
      return parseEval(reader, context);
    case 'screen':
      return parseScreen(reader, context);
    default:
      if (DOCUMENTATION.has(reader.name) || reader.name === 'log') reader.skip();
      else skipUnknown(reader, context);
      return undefined;
  }
}

function parsePackage(reader: XmlReader, context: FileContext): PackageItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const { type, disable } = takeAttributes(reader, context, ['type', 'disable']);
  const body = parseBody(reader, context, 'text');
  return { kind: 'package', ...spot, guard, type: type ?? '', disable, body };
}

function parseMain(reader: XmlReader, context: FileContext): MainItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'main', ...spot, guard, items: parseMainItems(reader, context) };
}

/** `order=` belongs to a boot script, `phase=` to the others; `log=` of real rolls means nothing here. */
function parseScript(reader: XmlReader, context: FileContext, element: ScriptItem['element']): ScriptItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const known = ['interpreter', 'arg', 'chroot', 'log'] as const;
  const timing = element === 'boot' ? ('order' as const) : ('phase' as const);
  const taken = takeAttributes(reader, context, [...known, timing]);
  const when = taken[timing];
  return {
    kind: 'script',
    ...spot,
    guard,
    element,
    ...(taken.interpreter !== undefined ? { interpreter: taken.interpreter } : {}),
    ...(taken.arg !== undefined ? { arg: taken.arg } : {}),
    ...(taken.chroot !== undefined ? { chroot: taken.chroot } : {}),
    ...(when !== undefined ? { when } : {}),
    body: parseBody(reader, context, 'script'),
  };
}
