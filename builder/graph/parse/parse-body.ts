import type {
  BodyItem,
  EvalItem,
  FileItem,
  IncludeItem,
  Items,
  ServiceItem,
  Template,
  VariableItem,
} from '../../model/mod.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { plainText, tagSpot, takeAttributes } from './attribute-reader.ts';
import { addSlip, type FileContext } from './file-context.ts';
import { drainItems, keepItems } from './keep-items.ts';
import { parseEnvironment } from './parse-environment.ts';
import { parseGuard } from './parse-guard.ts';

/** What may stand in a body: everything in a script, no file in a file, only text in an eval. */
export type BodyKind = 'script' | 'text' | 'eval' | 'none';

/**
 * Reads running text up to the end of the current element (or of a fragment). The nesting of what is known is
 * a few levels; what is unknown is skipped, so depth never grows with the input.
 */
export function parseBody(reader: XmlReader, context: FileContext, kind: BodyKind): Items<BodyItem> {
  return keepItems(reader, context, readBody(reader, context, kind));
}

export function* readBody(reader: XmlReader, context: FileContext, kind: BodyKind): Generator<BodyItem> {
  const { depth } = reader;
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') yield { kind: 'text', text: reader.text };
    else {
      const item = parseBodyElement(reader, context, kind);
      if (item !== undefined) yield item;
      reader.leave(depth);
    }
  }
}

function parseBodyElement(reader: XmlReader, context: FileContext, kind: BodyKind): BodyItem | undefined {
  const { name } = reader;
  if (kind !== 'none' && kind !== 'eval') {
    if (name === 'include' || name === 'sinclude') return parseInclude(reader, context);
    if (name === 'eval') return parseEval(reader, context);
  }
  if (kind !== 'none' && name === 'var') return parseVariable(reader, context);
  if (kind === 'script') {
    if (name === 'file') return parseFile(reader, context);
    if (name === 'service') return parseService(reader, context);
    if (name === 'log') {
      reader.skip();
      return undefined;
    }
  }
  skipUnknown(reader, context);
  return undefined;
}

/** Skips an element with its content, saying so. */
export function skipUnknown(reader: XmlReader, context: FileContext, hint?: string): void {
  addSlip(context, 'ELEMENT_UNKNOWN', `Element "${reader.name}" is unknown here`, tagSpot(reader), hint);
  reader.skip();
}

/** Reads the rest of an element that holds nothing. */
function parseNothing(reader: XmlReader, context: FileContext): void {
  for (const _ of readBody(reader, context, 'none'));
}

function parseFile(reader: XmlReader, context: FileContext): FileItem | undefined {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const known = ['name', 'mode', 'owner', 'perms', 'perm', 'vars', 'expr', 'src', 'rcs'] as const;
  const { name, mode, owner, perms, perm, vars, expr, src } = takeAttributes(reader, context, known);
  const body = parseBody(reader, context, 'text');
  if (name === undefined || isEmpty(name)) {
    addSlip(context, 'ATTRIBUTE_MISSING', 'Element "file" has no name', spot);
    if (context.isLate) drainItems(body);
    return undefined;
  }
  return {
    kind: 'file',
    line: spot.line,
    column: spot.column,
    guard,
    name,
    mode: checkChoice(context, spot, 'mode', mode ?? 'create', FILE_MODES, 'create'),
    vars: checkChoice(context, spot, 'vars', vars ?? 'literal', FILE_VARS, 'literal'),
    owner,
    perms: perms ?? perm,
    expr,
    src,
    body,
  };
}

export const FILE_MODES = ['create', 'append', 'pipe'] as const;
export const FILE_VARS = ['literal', 'expanded'] as const;

function isEmpty(template: Template): boolean {
  return typeof template === 'string' && template.trim() === '';
}

/** A value that is not one of the choices is a slip; a lenient roll goes on with the fallback. */
function checkChoice(
  context: FileContext,
  spot: { line: number; column: number },
  attribute: string,
  value: Template,
  choices: readonly string[],
  fallback: string,
): Template {
  const text = plainText(value);
  if (text === undefined) return value;
  if (text === '') return fallback;
  if (choices.includes(text)) return text;
  const hint = `Known are: ${choices.join(', ')}`;
  addSlip(context, 'ATTRIBUTE_VALUE', `Value "${text}" of attribute "${attribute}" is unknown`, spot, hint);
  return fallback;
}

export function parseInclude(reader: XmlReader, context: FileContext): IncludeItem | undefined {
  const spot = tagSpot(reader);
  const optional = reader.name === 'sinclude';
  const guard = parseGuard(reader, context);
  const { file, mode } = takeAttributes(reader, context, ['file', 'mode']);
  const how = checkChoice(context, spot, 'mode', mode ?? 'quote', ['quote', 'xml'], 'quote');
  parseNothing(reader, context);
  if (file === undefined || isEmpty(file)) {
    addSlip(context, 'ATTRIBUTE_MISSING', 'Element "include" names no file', spot);
    return undefined;
  }
  return { kind: 'include', ...spot, guard, file, mode: how === 'xml' ? 'xml' : 'quote', optional };
}

export function parseVariable(reader: XmlReader, context: FileContext): VariableItem | undefined {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const { name, val, ref } = takeAttributes(reader, context, ['name', 'val', 'ref']);
  parseNothing(reader, context);
  if (name === undefined || isEmpty(name)) {
    addSlip(context, 'ATTRIBUTE_MISSING', 'Element "var" has no name', spot);
    return undefined;
  }
  return { kind: 'var', line: spot.line, column: spot.column, guard, name, value: val, ref };
}

export function parseEval(reader: XmlReader, context: FileContext): EvalItem {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const { shell, mode } = takeAttributes(reader, context, ['shell', 'mode', 'env']);
  const env = parseEnvironment(reader, context);
  const how = checkChoice(context, spot, 'mode', mode ?? 'quote', ['quote', 'xml'], 'quote');
  const body = parseBody(reader, context, 'eval');
  return {
    kind: 'eval',
    ...spot,
    guard,
    shell: shell ?? 'sh',
    mode: how === 'xml' ? 'xml' : 'quote',
    ...(env === undefined ? {} : { env }),
    body,
  };
}

export function parseService(reader: XmlReader, context: FileContext): ServiceItem | undefined {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const { name, enabled, instance } = takeAttributes(reader, context, ['name', 'enabled', 'instance']);
  parseNothing(reader, context);
  if (name === undefined || isEmpty(name)) {
    addSlip(context, 'ATTRIBUTE_MISSING', 'Element "service" has no name', spot);
    return undefined;
  }
  const { line, column } = spot;
  return { kind: 'service', line, column, guard, name, enabled: enabled ?? 'yes', instance };
}
