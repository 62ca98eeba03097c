import type { BodyItem, Graph, Items, Problem } from '../../model/mod.ts';
import type { FileSource } from '../machine/machine.ts';
import type { ElementPlace, Language } from '../parse/language.ts';
import { readElements } from '../parse/read-elements.ts';
import { type Budget, type Form, readItems } from '../parse/read-items.ts';
import type { Assembly } from './assembly.ts';

interface Parsed {
  readonly items: Items<BodyItem>;
  readonly problems: readonly Problem[];
}

/** What include files of a graph were parsed to. */
interface Cache extends Budget {
  readonly parsed: Map<string, Parsed>;
}

const CACHES = new WeakMap<Graph, Cache>();

/** Parses markup that comes from an include file or a program, and adds what was found in it. */
export function parseFragment(
  { machine, language }: Assembly,
  text: string,
  source: FileSource,
  place: ElementPlace,
): Items<BodyItem> {
  const { items, problems } = readFragment(machine.graph, language, text, source, place);
  for (const problem of problems) machine.add(problem);
  return items;
}

/** Once for each graph and place that an include file is put: what it may hold depends on the place. */
export function readFragment(
  graph: Graph,
  language: Language,
  text: string,
  source: FileSource,
  place: ElementPlace,
): Parsed {
  let cache = CACHES.get(graph);
  if (cache === undefined) {
    cache = { parsed: new Map(), spentBytes: 0 };
    CACHES.set(graph, cache);
  }
  const key = source.path.startsWith('include/') ? `${source.roll} ${place} ${source.path}` : undefined;
  const parsed =
    (key === undefined ? undefined : cache.parsed.get(key)) ??
    parse(graph, text, source, formOf(place), language, cache);
  if (key !== undefined) cache.parsed.set(key, parsed);
  return parsed;
}

function formOf(place: ElementPlace): Form<undefined, BodyItem> {
  return {
    isFragment: true,
    readHead: () => undefined,
    readItems: (reader, context) => readElements(reader, context, place),
  };
}

function parse(
  graph: Graph,
  text: string,
  source: FileSource,
  form: Form<undefined, BodyItem>,
  language: Language,
  budget: Budget,
): Parsed {
  const { name, lenient } = graph.rolls[source.roll]!;
  const file = { rollName: name, roll: source.roll, path: source.path, lenient, language };
  const read = readItems(text, file, form, budget);
  return 'broken' in read
    ? { items: [], problems: [read.broken] }
    : { items: read.items, problems: read.findings };
}
