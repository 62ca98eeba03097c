import type { BodyItem, Graph, IncludeItem, MainItem, NodeItem, Problem } from '../../model/mod.ts';
import type { FileContext } from '../parse/file-context.ts';
import { readXml } from '../parse/open-xml.ts';
import { parseBody } from '../parse/parse-body.ts';
import { parseNodeItems } from '../parse/parse-items.ts';
import { parseMainItems } from '../parse/parse-main.ts';
import type { FileSource } from '../traverse/machine.ts';
import type { Assembly, Position } from './assembly.ts';

/** What markup from an include or a program may hold depends on where it is put. */
export interface Fragments {
  readonly root: readonly NodeItem[];
  readonly main: MainItem['items'];
  readonly script: readonly BodyItem[];
  readonly text: readonly BodyItem[];
}

interface Parsed {
  readonly items: Fragments[keyof Fragments];
  readonly problems: readonly Problem[];
}

/** Includes within includes are followed this far. */
const DEPTH_LIMIT = 16;

const CACHES = new WeakMap<Graph, Map<string, Parsed>>();

/** The text of an include file and whose it is; undefined when it is absent (which may be an error). */
export function findInclude(
  assembly: Assembly,
  item: IncludeItem,
  position: Position,
): { readonly text: string; readonly source: FileSource } | undefined {
  const { machine } = assembly;
  const name = machine.expandValue(item.file, position.source).trim();
  const path = name.replace(/^(?:\.\/)+/, '');
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

/** Parses markup that comes from an include file or a program, once for each graph and place it is put. */
export function parseFragment<Kind extends keyof Fragments>(
  assembly: Assembly,
  text: string,
  source: FileSource,
  kind: Kind,
): Fragments[Kind] {
  const { graph } = assembly.machine;
  let cache = CACHES.get(graph);
  if (cache === undefined) {
    cache = new Map();
    CACHES.set(graph, cache);
  }
  const key = source.path.startsWith('include/') ? `${source.roll} ${kind} ${source.path}` : undefined;
  const parsed = (key === undefined ? undefined : cache.get(key)) ?? parse(graph, text, source, kind);
  if (key !== undefined) cache.set(key, parsed);
  for (const problem of parsed.problems) assembly.machine.add(problem);
  return parsed.items as Fragments[Kind];
}

function parse(graph: Graph, text: string, source: FileSource, kind: keyof Fragments): Parsed {
  const roll = graph.rolls[source.roll]!;
  const problems: Problem[] = [];
  const context: FileContext = { rollName: roll.name, ...source, lenient: roll.lenient, problems };
  const read = readXml<Parsed['items']>(text, context, true, (reader) => {
    if (kind === 'root') return parseNodeItems(reader, context);
    if (kind === 'main') return parseMainItems(reader, context);
    return parseBody(reader, context, kind);
  });
  return 'broken' in read ? { items: [], problems: [read.broken] } : { items: read.value, problems };
}
