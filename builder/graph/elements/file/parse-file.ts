import type { BodyItem, ElementItem, Items, Spot, Template } from '../../../model/mod.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { checkChoice, isEmpty } from '../../parse/choices.ts';
import { addSlip, type FileContext } from '../../parse/file-context.ts';
import { drainItems } from '../../parse/keep-items.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseBody } from '../../parse/read-elements.ts';
import type { XmlReader } from '../../xml/xml-reader.ts';

export interface FileItem extends ElementItem {
  readonly kind: 'file';
  readonly name: Template;
  readonly mode: Template;
  readonly vars: Template;
  readonly owner: Template | undefined;
  readonly perms: Template | undefined;
  readonly expr: Template | undefined;
  readonly src: Template | undefined;
  /** What becomes of the values of attributes in the text; left out: nothing. */
  readonly quote?: FileQuote;
  readonly body: Items<BodyItem>;
}

export const FILE_MODES = ['create', 'append', 'pipe'] as const;
export const FILE_VARS = ['literal', 'expanded'] as const;
export const FILE_QUOTES = ['none', 'json'] as const;
export type FileQuote = (typeof FILE_QUOTES)[number];

export function parseFile(reader: XmlReader, context: FileContext): FileItem | undefined {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const known = ['name', 'mode', 'owner', 'perms', 'perm', 'vars', 'expr', 'src', 'rcs', 'quote'] as const;
  const { name, mode, owner, perms, perm, vars, expr, src, quote } = takeAttributes(reader, context, known);
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
    ...(quote === undefined ? {} : { quote: chooseQuote(context, spot, quote) }),
    body,
  };
}

function chooseQuote(context: FileContext, spot: Spot, given: Template): FileQuote {
  const word = checkChoice(context, spot, 'quote', given, FILE_QUOTES, 'none');
  return word === 'json' ? 'json' : 'none';
}
