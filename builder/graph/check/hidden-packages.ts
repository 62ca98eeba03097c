import type { AttributeMap, Graph, GraphEdge, Guard, Origin } from '../../model/mod.ts';
import { attributesOfMachine } from '../attributes/attributes-of-machine.ts';
import { evaluateCondition } from '../condition/evaluate-condition.ts';
import { parseValue } from '../condition/values.ts';
import type { Profile } from '../elements/mod.ts';
import { isPackage } from '../elements/package/parse-package.ts';
import { traverse } from '../traverse/traverse.ts';

/** A package that a machine of an appliance may ask for with other values than those that are known. */
export interface HiddenPackage {
  readonly name: string;
  readonly by: Origin;
  /** Conditions that do not hold now, as they are written. */
  readonly conditions: readonly string[];
}

/**
 * Packages of an appliance that are behind conditions about attributes which do not hold, sorted by name. What an
 * architecture or an operating system excludes is not among them: that no value changes.
 *
 * @param now the profile of the appliance's machine that `host` describes
 */
export function listHiddenPackages(graph: Graph, now: Profile, host: AttributeMap): readonly HiddenPackage[] {
  const { appliance } = now;
  const attributes = attributesOfMachine(graph, appliance, host);
  const ever = traverse(graph, attributes, appliance, {
    allowUnanswered: true,
    collectEvals: true,
    keepGoing: true,
    assumeConditions: true,
  }).profile;
  const known = new Set(now.packages.enabled.map(({ name }) => name));
  const reached = new Set(now.nodes.map(({ name }) => name));
  const into = groupEdges(graph);
  const isFalse = (guard: Guard | undefined): boolean =>
    guard?.cond !== undefined &&
    guard.cond.broken === undefined &&
    !evaluateCondition(guard.cond, (name) => parseValue(attributes.get(name)?.value));
  return (ever?.packages.enabled ?? []).flatMap(({ name, by }): HiddenPackage[] => {
    const [first] = by;
    if (known.has(name) || first === undefined) return [];
    const guards = [...ownGuards(graph, first), ...guardsOnTheWay(into, first.node, reached)];
    const conditions = guards.filter(isFalse).map((guard) => guard.cond!.source.trim());
    return [{ name, by: first, conditions: [...new Set(conditions)] }];
  });
}

/** The conditions of the element itself, and of the file that it is in. */
function ownGuards(graph: Graph, { node, file, line }: Origin): readonly Guard[] {
  const guards: (Guard | undefined)[] = [];
  for (const one of graph.nodes.get(node)?.files ?? []) {
    if (one.path !== file) continue;
    guards.push(one.guard);
    for (const item of one.items) if (isPackage(item) && item.line === line) guards.push(item.guard);
  }
  return guards.filter((guard) => guard !== undefined);
}

/** Edges by the node that they lead to. */
function groupEdges({ edges }: Graph): ReadonlyMap<string, readonly GraphEdge[]> {
  const into = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    if (typeof edge.from !== 'string' || typeof edge.to !== 'string') continue;
    const list = into.get(edge.to);
    if (list === undefined) into.set(edge.to, [edge]);
    else list.push(edge);
  }
  return into;
}

/** The conditions of all edges between a node and those that are there. */
function guardsOnTheWay(
  into: ReadonlyMap<string, readonly GraphEdge[]>,
  node: string,
  reached: ReadonlySet<string>,
): readonly Guard[] {
  if (reached.has(node)) return [];
  const guards: Guard[] = [];
  const before = new Set([node]);
  for (const name of before) {
    for (const edge of into.get(name) ?? []) {
      guards.push(...edge.guards);
      if (!reached.has(edge.from as string)) before.add(edge.from as string);
    }
  }
  return guards;
}
