import type { BodyItem, Graph, IncludeItem, Items, MainPart, NodeItem, Problem } from '../../model/mod.ts';
import type { FileSource } from '../machine/machine.ts';
import { readBody } from '../parse/parse-body.ts';
import { readNodeItems } from '../parse/parse-items.ts';
import { readMainItems } from '../parse/parse-main.ts';
import { type Budget, type Form, readItems } from '../parse/read-items.ts';
import type { Assembly, Position } from './assembly.ts';

/** What markup from an include or a program may hold depends on where it is put. */
export interface Fragments {
  readonly root: Items<NodeItem>;
  readonly main: Items<MainPart>;
  readonly script: Items<BodyItem>;
  readonly text: Items<BodyItem>;
}

const FORMS: { readonly [Kind in keyof Fragments]: Form<undefined, object> } = {
  root: { isFragment: true, readHead: () => undefined, readItems: readNodeItems },
  main: { isFragment: true, readHead: () => undefined, readItems: readMainItems },
  script: bodyForm('script'),
  text: bodyForm('text'),
};

function bodyForm(kind: 'script' | 'text'): Form<undefined, BodyItem> {
  return {
    isFragment: true,
    readHead: () => undefined,
    readItems: (reader, context) => readBody(reader, context, kind),
  };
}

interface Parsed {
  readonly items: Items<object>;
  readonly problems: readonly Problem[];
}

/** What include files of a graph were parsed to. */
interface Cache extends Budget {
  readonly parsed: Map<string, Parsed>;
}

/** Includes within includes are followed this far. */
const DEPTH_LIMIT = 16;

const CACHES = new WeakMap<Graph, Cache>();

/** The text of an include file and whose it is; undefined when it is absent (which may be an error). */
export function findInclude(
  assembly: Assembly,
  item: IncludeItem,
  position: Position,
): { readonly text: string; readonly source: FileSource } | undefined {
  const { machine } = assembly;
  const name = machine.expandValue(item.file, position.source).trim();
  const path = trimPath(name);
  const owner = findOwner(machine.graph, position.source.roll, path);
  if (owner === undefined) {
    if (!item.optional) {
      const message = `Include file "${name}" does not exist`;
      const hint = `It is looked for in include/ of roll "${machine.graph.rolls[position.source.roll]!.name}"`;
      machine.addError('INCLUDE_MISSING', message, machine.placeOf(position.source, item), hint);
    }
    return undefined;
  }
  const text = machine.graph.rolls[owner]!.includes.get(path)!;
  if (!machine.takeExpansion(text.length, position.source, item)) return undefined;
  return { text, source: { roll: owner, path: `include/${path}` } };
}

function trimPath(name: string): string {
  return name.trim().replace(/^(?:\.\/)+/, '');
}

/** The roll's own folder comes first; leniently also the others', which Rocks merges into one. */
function findOwner(graph: Graph, roll: number, path: string): number | undefined {
  if (graph.rolls[roll]!.includes.has(path)) return roll;
  if (!graph.rolls[roll]!.lenient) return undefined;
  const owner = graph.rolls.findLastIndex((other) => other.includes.has(path));
  return owner < 0 ? undefined : owner;
}

/** Where the items of an include file stand; undefined when includes go round in a circle or too deep. */
export function enterInclude(
  assembly: Assembly,
  item: IncludeItem,
  position: Position,
  source: FileSource,
): Position | undefined {
  const key = `${source.roll} ${source.path}`;
  if (!position.within.includes(key) && position.within.length < DEPTH_LIMIT) {
    return { ...position, source, within: [...position.within, key] };
  }
  const { machine } = assembly;
  const message = `Include file "${source.path}" includes itself, or files are included too deep`;
  machine.addError('INCLUDE_CYCLE', message, machine.placeOf(position.source, item));
  return undefined;
}

/** Parses markup that comes from an include file or a program, and adds what was found in it. */
export function parseFragment<Kind extends keyof Fragments>(
  { machine }: Assembly,
  text: string,
  source: FileSource,
  kind: Kind,
): Fragments[Kind] {
  const parsed = readFragment(machine.graph, text, source, kind);
  for (const problem of parsed.problems) machine.add(problem);
  return parsed.items as Fragments[Kind];
}

/** The markup of an include file in a given place, for those who look at a graph without a machine. */
export function parseInclude<Kind extends keyof Fragments>(
  graph: Graph,
  roll: number,
  name: string,
  kind: Kind,
): { readonly items: Fragments[Kind]; readonly source: FileSource } | undefined {
  const path = trimPath(name);
  const owner = findOwner(graph, roll, path);
  if (owner === undefined) return undefined;
  const source = { roll: owner, path: `include/${path}` };
  const { items } = readFragment(graph, graph.rolls[owner]!.includes.get(path)!, source, kind);
  return { items: items as Fragments[Kind], source };
}

/** Once for each graph and place that an include file is put. */
function readFragment(graph: Graph, text: string, source: FileSource, kind: keyof Fragments): Parsed {
  let cache = CACHES.get(graph);
  if (cache === undefined) {
    cache = { parsed: new Map(), spentBytes: 0 };
    CACHES.set(graph, cache);
  }
  const key = source.path.startsWith('include/') ? `${source.roll} ${kind} ${source.path}` : undefined;
  const parsed =
    (key === undefined ? undefined : cache.parsed.get(key)) ?? parse(graph, text, source, kind, cache);
  if (key !== undefined) cache.parsed.set(key, parsed);
  return parsed;
}

function parse(
  graph: Graph,
  text: string,
  source: FileSource,
  kind: keyof Fragments,
  budget: Budget,
): Parsed {
  const { name, lenient } = graph.rolls[source.roll]!;
  const file = { rollName: name, roll: source.roll, path: source.path, lenient };
  const read = readItems(text, file, FORMS[kind], budget);
  return 'broken' in read
    ? { items: [], problems: [read.broken] }
    : { items: read.items, problems: read.findings };
}
