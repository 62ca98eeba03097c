import {
  attributesOfMachine,
  type Profile,
  parseGraph,
  type Traversal,
  type TraverseOptions,
  traverse,
} from '../../../builder/graph/mod.ts';
import type { AttributeMap, GraphBundle, RollSource } from '../../../builder/model/mod.ts';

/** A roll in shorthand: node bodies (without the root, unless they have one), one graph body, the rest as it is. */
export interface ShortRoll extends Partial<Omit<RollSource, 'files'>> {
  readonly nodes?: Readonly<Record<string, string>>;
  readonly graph?: string;
  /** Further files by path. */
  readonly more?: Readonly<Record<string, string>>;
}

/** A strict roll with the appliance `top`, unless it says otherwise. */
export function roll(short: ShortRoll): RollSource {
  const { nodes, graph, more, ...rest } = short;
  const files = Object.entries(nodes ?? {}).map(([name, body]) => ({
    path: `nodes/${name}.xml`,
    text: body.startsWith('<') && /^<(\?|kickstart|node|jumpstart|!)/.test(body) ? body : kickstart(body),
  }));
  if (graph !== undefined) {
    const text = graph.startsWith('<graph') ? graph : `<graph>\n${graph}\n</graph>`;
    files.push({ path: 'graphs/g.xml', text });
  }
  for (const [path, text] of Object.entries(more ?? {})) files.push({ path, text });
  return { name: 'r', appliances: { top: { node: 'top' } }, ...rest, files };
}

export function kickstart(body: string): string {
  return `<kickstart>\n${body}\n</kickstart>`;
}

export interface Question {
  readonly appliance?: string;
  readonly host?: AttributeMap;
  readonly options?: TraverseOptions;
  readonly bundle?: Partial<GraphBundle>;
}

/** Traverses one appliance of some rolls. */
export function ask(rolls: ShortRoll | readonly ShortRoll[], question: Question = {}): Traversal {
  const list = (Array.isArray(rolls) ? rolls : [rolls]) as readonly ShortRoll[];
  const graph = parseGraph({ format: 1, os: 'debian-13', rolls: list.map(roll), ...question.bundle });
  const appliance = question.appliance ?? 'top';
  return traverse(graph, attributesOfMachine(graph, appliance, question.host), appliance, question.options);
}

/** The same, when there must be no error. */
export function profileOf(rolls: ShortRoll | readonly ShortRoll[], question: Question = {}): Profile {
  const { profile, problems } = ask(rolls, question);
  if (profile === undefined) throw new Error(`No profile: ${JSON.stringify(problems, undefined, 1)}`);
  return profile;
}

/** Node names in sequence. */
export function nodesOf(rolls: ShortRoll | readonly ShortRoll[], question: Question = {}): string {
  return profileOf(rolls, question)
    .nodes.map(({ name }) => name)
    .join(' ');
}

/** `severity CODE file:line:column` of every problem. */
export function problemsOf(rolls: ShortRoll | readonly ShortRoll[], question: Question = {}): string[] {
  return ask(rolls, question).problems.map(({ severity, code, place }) =>
    [severity, code, place?.file, place?.line, place?.column]
      .filter((part) => part !== undefined)
      .join(' ')
      .replace(/ (\d+) (\d+)$/, ':$1:$2')
      .replace(/ (\d+)$/, ':$1'),
  );
}

/** A roll whose entry node `top` is the only node. */
export function one(body: string): ShortRoll {
  return { nodes: { top: body, x: '' }, graph: '<edge from="top" to="x"/>' };
}

/** All nodes of a graph, empty. */
export function empty(names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, '']));
}
