import type { GraphEdge, GraphOrder, Guard, Problem, Spot, Template } from '../../model/mod.ts';
import { TemplateBuilder } from '../xml/references.ts';
import type { XmlReader } from '../xml/xml-reader.ts';
import { plainText, tagSpot, takeAttributes } from './attribute-reader.ts';
import { DOCUMENTATION } from './documentation.ts';
import {
  addSlip,
  addWarning,
  type FileContext,
  type FileName,
  listFindings,
  openContext,
} from './file-context.ts';
import { readXml } from './open-xml.ts';
import { GUARD_ATTRIBUTES, parseGuard } from './parse-guard.ts';
import { skipUnknown } from './read-elements.ts';
import { noteStrayText } from './stray-text.ts';

/** So many pairs may a file make beyond the ends that it names. */
const PRODUCT_LIMIT = 10_000;

export interface GraphFile {
  readonly edges: readonly GraphEdge[];
  readonly orders: readonly GraphOrder[];
  readonly findings: readonly Problem[];
  readonly broken?: Problem;
}

/** One side of an edge or order: from an attribute, or from a nested element with conditions of its own. */
interface End {
  readonly name: Template;
  readonly isText: boolean;
  readonly guard: Guard | undefined;
}

interface Draft {
  readonly edges: GraphEdge[];
  readonly orders: GraphOrder[];
  /** Pairs so far beyond the ends that make them. */
  extraPairs: number;
}

/** Parses one graph file; one that is not well-formed comes back as `broken`. */
export function parseGraphFile(text: string, file: FileName): GraphFile {
  const context = openContext(file);
  const draft: Draft = { edges: [], orders: [], extraPairs: 0 };
  const read = readXml(text, context, false, (reader) => parseRoot(reader, context, draft));
  const findings = listFindings(context);
  if ('broken' in read) return { edges: [], orders: [], findings, broken: read.broken };
  return { edges: draft.edges, orders: draft.orders, findings };
}

function parseRoot(reader: XmlReader, context: FileContext, draft: Draft): void {
  reader.next();
  if (reader.name !== 'graph') {
    const hint = 'A graph file starts with <graph>';
    addSlip(context, 'ELEMENT_UNKNOWN', `Root element "${reader.name}" is unknown`, tagSpot(reader), hint);
  }
  takeAttributes(reader, context, ['roll']);
  for (const { name, at } of reader.attributes) {
    if (!GUARD_ATTRIBUTES.has(name)) continue;
    const message = `Attribute "${name}" of element "graph" is unknown: a whole file has no condition`;
    addSlip(context, 'ATTRIBUTE_UNKNOWN', message, reader.lines.spot(at), 'Write it on the edges and orders');
  }
  for (let token = reader.next(); token !== 'end'; token = reader.next()) {
    if (token === 'text') noteStrayText(reader, context, 'graph');
    else if (token === 'open') parseGraphElement(reader, context, draft);
  }
}

function parseGraphElement(reader: XmlReader, context: FileContext, draft: Draft): void {
  if (reader.name === 'edge') parseEdge(reader, context, draft);
  else if (reader.name === 'order') parseOrder(reader, context, draft);
  else if (DOCUMENTATION.has(reader.name)) reader.skip();
  else skipUnknown(reader, context);
}

function parseEdge(reader: XmlReader, context: FileContext, draft: Draft): void {
  const spot = tagSpot(reader);
  const guard = parseGuard(reader, context);
  const taken = takeAttributes(reader, context, ['from', 'to']);
  const ends = { from: firstEnd(taken.from), to: firstEnd(taken.to) };
  readEnds(reader, context, ends, () => true);
  if (ends.from.length === 0 || ends.to.length === 0) {
    const missing = ends.from.length === 0 ? 'from' : 'to';
    addSlip(context, 'EDGE_INCOMPLETE', `Edge has no "${missing}"`, spot);
  }
  if (isTooLarge(context, draft, spot, ends.from, ends.to)) return;
  for (const from of ends.from) {
    for (const to of ends.to) {
      if (isReserved(from, to)) {
        addSlip(context, 'NODE_RESERVED', 'HEAD and TAIL are for orders, not for edges', spot);
        continue;
      }
      draft.edges.push({
        roll: context.roll,
        path: context.path,
        line: spot.line,
        column: spot.column,
        from: from.name,
        to: to.name,
        guards: collectGuards(guard, from.guard, to.guard),
        fromIsText: from.isText,
        toIsText: to.isText,
      });
    }
  }
}

/** A cross product grows faster than the file that asks for it. */
function isTooLarge(
  context: FileContext,
  draft: Draft,
  spot: Spot,
  from: readonly End[],
  to: readonly End[],
): boolean {
  const count = from.length * to.length;
  draft.extraPairs += Math.max(0, count - from.length - to.length);
  if (draft.extraPairs <= PRODUCT_LIMIT) return false;
  const message = `The ends of one element make ${count} pairs: more than ${PRODUCT_LIMIT} in this file`;
  addSlip(context, 'EXPANSION_LIMIT', message, spot);
  draft.extraPairs -= count - from.length - to.length;
  return true;
}

function isReserved(...ends: readonly End[]): boolean {
  return ends.some(({ name }) => name === 'HEAD' || name === 'TAIL');
}

function parseOrder(reader: XmlReader, context: FileContext, draft: Draft): void {
  const spot = tagSpot(reader);
  if (reader.attributes.some(({ name }) => name === 'from' || name === 'to')) {
    const hint = 'Write head= and tail=, or <edge>';
    addWarning(context, 'ORDER_FROM', '"order" with "from" or "to" orders nothing', spot, hint);
    reader.skip();
    return;
  }
  const guard = parseGuard(reader, context);
  const taken = takeAttributes(reader, context, ['head', 'tail', 'gen']);
  const ends = { head: firstEnd(taken.head), tail: firstEnd(taken.tail) };
  const ignored = noteForeign(context, taken.gen, spot);
  readEnds(reader, context, ends, (nested) => !ignored && !noteForeign(context, nested.gen, nested.spot));
  if (ignored) return;
  if (ends.head.length === 0 || ends.tail.length === 0) {
    const missing = ends.head.length === 0 ? 'head' : 'tail';
    addSlip(context, 'ORDER_INCOMPLETE', `Order has no "${missing}"`, spot);
  }
  if (isTooLarge(context, draft, spot, ends.head, ends.tail)) return;
  for (const head of ends.head) {
    for (const tail of ends.tail) {
      draft.orders.push({
        roll: context.roll,
        path: context.path,
        line: spot.line,
        column: spot.column,
        head: head.name,
        tail: tail.name,
        guards: collectGuards(guard, head.guard, tail.guard),
        headIsText: head.isText,
        tailIsText: tail.isText,
      });
    }
  }
}

/** A constraint for another generator than Kickstart's is none of ours. */
function isForeign(generator: Template | undefined): boolean {
  const name = plainText(generator);
  return generator !== undefined && name !== '' && name !== 'kgen';
}

function noteForeign(context: FileContext, generator: Template | undefined, spot: Spot): boolean {
  if (!isForeign(generator)) return false;
  const message = `Order for generator "${plainText(generator) ?? '&...;'}" is ignored`;
  addWarning(context, 'ORDER_GENERATOR', message, spot, 'Only gen="kgen" counts');
  return true;
}

/** Reads the nested ends of an edge or order, up to its end tag. */
function readEnds<Side extends string>(
  reader: XmlReader,
  context: FileContext,
  ends: { readonly [S in Side]: End[] },
  accept: (nested: { gen: Template | undefined; spot: Spot }) => boolean,
): void {
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') return;
    if (token === 'text') noteStrayText(reader, context, 'edge');
    else if (!Object.hasOwn(ends, reader.name)) {
      if (DOCUMENTATION.has(reader.name)) reader.skip();
      else skipUnknown(reader, context);
    } else {
      const spot = tagSpot(reader);
      const list = ends[reader.name as Side];
      const guard = parseGuard(reader, context);
      const isOrder = Object.hasOwn(ends, 'head');
      const { gen } = takeAttributes(reader, context, isOrder ? ['gen'] : []) as { gen?: Template };
      const name = readName(reader, context, spot);
      if (accept({ gen, spot }) && name !== '') list.push({ name, isText: true, guard });
    }
  }
}

/** A name of more parts is none. */
const NAME_PARTS = 100;

/** The trimmed text of a nested end. */
function readName(reader: XmlReader, context: FileContext, spot: Spot): Template {
  const builder = new TemplateBuilder();
  const element = reader.name;
  for (;;) {
    const token = reader.next();
    if (token === 'close' || token === 'end') break;
    if (token !== 'text') skipUnknown(reader, context);
    else if (builder.partCount < NAME_PARTS) builder.addTemplate(reader.text);
  }
  const built = builder.build();
  const name = typeof built === 'string' ? built.trim() : built;
  if (name === '') addSlip(context, 'EDGE_INCOMPLETE', `Element "${element}" names no node`, spot);
  return name;
}

function firstEnd(attribute: Template | undefined): End[] {
  const name = typeof attribute === 'string' ? attribute.trim() : attribute;
  return name === undefined || name === '' ? [] : [{ name, isText: false, guard: undefined }];
}

const UNGUARDED: readonly Guard[] = [];

function collectGuards(
  own: Guard | undefined,
  first: Guard | undefined,
  second: Guard | undefined,
): readonly Guard[] {
  if (own === undefined && first === undefined && second === undefined) return UNGUARDED;
  if (own !== undefined && first === undefined && second === undefined) return [own];
  return [own, first, second].filter((guard) => guard !== undefined);
}
