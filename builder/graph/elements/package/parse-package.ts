import type { BodyItem, ElementItem, Items, Template } from '../../../model/mod.ts';
import { isText } from '../../assemble/visit.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import type { FileContext } from '../../parse/file-context.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseBody } from '../../parse/read-elements.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';

export interface PackageItem extends ElementItem {
  readonly kind: 'package';
  readonly type: Template;
  readonly disable: Template | undefined;
  readonly body: Items<BodyItem>;
  /** The names on each line of the body, where it is short plain text; a sound line has one. */
  readonly lines: readonly PackageLine[] | undefined;
}

/** Whether an item of a node file is a `<package>`. */
export function isPackage(item: ElementItem): item is PackageItem {
  return item.kind === 'package';
}

export interface PackageLine {
  readonly names: readonly string[];
  readonly line: number;
}

export function parsePackage(reader: XmlReader, context: FileContext): PackageItem {
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
  const texts = body.map((item) => (isText(item) ? item.text : undefined));
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
