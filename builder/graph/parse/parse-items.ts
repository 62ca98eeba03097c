import type { BodyItem, MainItem, NodeItem, PackageItem, PackageLine, ScriptItem } from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { tagSpot, takeAttributes } from './attribute-reader.ts';
import { DOCUMENTATION } from './directives.ts';
import type { FileContext } from './file-context.ts';
import { keepItems } from './keep-items.ts';
import {
  parseBody,
  parseEval,
  parseInclude,
  parseService,
  parseVariable,
  skipUnknown,
} from './parse-body.ts';
import { parseEnvironment } from './parse-environment.ts';
import { parseGuard } from './parse-guard.ts';
import { readMainItems } from './parse-main.ts';
import { parseScreen } from './parse-screen.ts';
import { noteStrayText } from './stray-text.ts';

/** Reads the children of a node file's root, up to its end (or that of a fragment). */
export function* readNodeItems(reader: XmlReader, context: FileContext): Generator<NodeItem> {
  const { depth } = reader;
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') noteStrayText(reader, context, 'kickstart');
    else {
      const item = parseNodeElement(reader, context);
      if (item !== undefined) yield item;
      reader.leave(depth);
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
  const text = Array.isArray(body) ? plainTextOf(body) : undefined;
  const lines =
    text === undefined || text.length > LINES_LIMIT ? undefined : splitPackageLines(text, spot.line);
  if (lines !== undefined) reader.weight += lines.length * LINE_BYTES;
  const { line, column } = spot;
  return {
    kind: 'package',
    line,
    column,
    guard,
    type: type ?? '',
    disable,
    body: lines === undefined ? body : NOTHING,
    lines,
  };
}

/** Longer lists than this are split for each machine anew: kept apart, their lines would take many times the room. */
const LINES_LIMIT = 4096;

/** Roughly what a line takes when it is kept. */
const LINE_BYTES = 120;

const NOTHING: readonly BodyItem[] = [];

function plainTextOf(body: readonly BodyItem[]): string | undefined {
  const texts = body.map((item) => (item.kind === 'text' ? item.text : undefined));
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined;
}

/** One package a line: the names on the lines that are not empty, each with its place in the file. */
export function splitPackageLines(text: string, firstLine: number): readonly PackageLine[] {
  const lines: PackageLine[] = [];
  forEachPackageLine(text, firstLine, (names, line) => lines.push({ names, line }));
  return lines;
}

/** The same, one at a time. */
export function forEachPackageLine(
  text: string,
  firstLine: number,
  use: (names: readonly string[], line: number) => void,
): void {
  let start = 0;
  for (let line = firstLine; start <= text.length; line += 1) {
    const end = text.indexOf('\n', start);
    const content = text.slice(start, end < 0 ? text.length : end).trim();
    if (content !== '') use(content.split(/\s+/), line);
    start = end < 0 ? text.length + 1 : end + 1;
  }
}

function parseMain(reader: XmlReader, context: FileContext): MainItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  takeAttributes(reader, context, []);
  return { kind: 'main', ...spot, guard, items: keepItems(reader, context, readMainItems(reader, context)) };
}

/** `order=` belongs to a boot script, `phase=` to the others; `log=` of real rolls means nothing here. */
function parseScript(reader: XmlReader, context: FileContext, element: ScriptItem['element']): ScriptItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const known = ['interpreter', 'arg', 'chroot', 'log'] as const;
  const timing = element === 'boot' ? ('order' as const) : ('phase' as const);
  const taken = takeAttributes(reader, context, [...known, timing, 'env']);
  const env = parseEnvironment(reader, context);
  return {
    kind: 'script',
    line: spot.line,
    column: spot.column,
    guard,
    element,
    interpreter: taken.interpreter,
    arg: taken.arg,
    chroot: taken.chroot,
    when: taken[timing],
    ...(env === undefined ? {} : { env }),
    body: parseBody(reader, context, 'script'),
  };
}
