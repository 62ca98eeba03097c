import type { Graph, Problem, ProfileNode, ResolvedAttributes } from '../../model/mod.ts';
import type { Assembly } from '../assemble/assembly.ts';
import { assembleNode } from '../assemble/visit.ts';
import { collectResults, type Profile } from '../elements/mod.ts';
import type { Machine, TraverseOptions } from '../machine/machine.ts';
import { openMachine } from '../machine/open-machine.ts';
import { findEntry } from './entry.ts';
import { mergeProblems } from './merge-problems.ts';
import { addMissingNodes, listUnreachedFlaws, sortEdges } from './missing-nodes.ts';
import { orderNodes } from './order-nodes.ts';
import { findPrivateEdge } from './private-edges.ts';
import { type Reach, reachNodes } from './reach.ts';
import { startAssembly } from './start-assembly.ts';

/** The result of a traversal: a profile unless there are errors, and everything that was found. */
export interface Traversal {
  readonly profile: Profile | undefined;
  readonly problems: readonly Problem[];
  /** Names of attributes that it depends on: those that anything on the way asked for. */
  readonly reads: ReadonlySet<string>;
  /** With `collectConditions`, every condition that was looked at: another machine on which all of them hold alike has the same things. */
  readonly conditions: Machine['conditions'];
}

/**
 * Computes what one machine gets. Pure: the same inputs give the same bytes, in any runtime.
 *
 * @param attributes of the machine; see `attributesOfMachine`
 * @param appliance an appliance, or (in rolls that allow it) a node
 */
export function traverse(
  graph: Graph,
  attributes: ResolvedAttributes,
  appliance: string,
  options: TraverseOptions = {},
): Traversal {
  const machine = openMachine(graph, attributes, options);
  const entry = findEntry(machine, appliance);
  if ('problem' in entry) {
    // With a broken graph file, that nothing mentions the entry node is a consequence.
    const isCertain = !graph.problems.some(({ severity }) => severity === 'error');
    const problems = isCertain ? [...graph.problems, entry.problem] : graph.problems;
    return { profile: undefined, problems, reads: machine.reads, conditions: machine.conditions };
  }

  const reach = reachNodes(machine, entry.node);
  addMissingNodes(machine, reach, appliance);
  addPrivateEdges(machine, reach);
  const order = orderNodes(machine, reach.names);
  for (const problem of order.problems) machine.add(problem);

  const assembly = startAssembly(machine);
  const nodes: ProfileNode[] = [];
  for (const name of order.names) {
    const node = graph.nodes.get(name);
    if (node === undefined || node.missing !== undefined) continue;
    nodes.push(describeNode(graph, name, reach));
    for (const file of node.files) for (const warning of file.warnings) machine.add(warning);
    assembleNode(assembly, node);
  }
  const problems = mergeProblems([
    ...graph.problems,
    ...machine.problems,
    ...listUnreachedFlaws(machine, reach),
  ]);
  const isRefused =
    machine.options.keepGoing !== true && problems.some(({ severity }) => severity === 'error');
  const profile = isRefused ? undefined : describe(assembly, appliance, nodes);
  return { profile, problems, reads: machine.reads, conditions: machine.conditions };
}

function describe(assembly: Assembly, appliance: string, nodes: readonly ProfileNode[]): Profile {
  return { appliance, nodes, ...collectResults(assembly), warnings: assembly.machine.problems };
}

function describeNode(graph: Graph, name: string, reach: Reach): ProfileNode {
  const [base, ...extensions] = graph.nodes.get(name)!.files;
  const rollOf = (roll: number): string => graph.rolls[roll]!.name;
  return {
    name,
    roll: rollOf(base!.roll),
    file: base!.path,
    extends: extensions.map(({ roll, path }) => ({ roll: rollOf(roll), file: path })),
    edges: sortEdges(reach.edgesTo.get(name)!).map(({ from, edge }) => ({
      from,
      roll: rollOf(edge.roll),
      file: edge.path,
      line: edge.line,
    })),
  };
}

function addPrivateEdges(machine: Machine, reach: Reach): void {
  const strict = machine.options.strict === true;
  for (const to of [...reach.names].sort()) {
    for (const { from, edge } of sortEdges(reach.edgesTo.get(to)!)) {
      const problem = findPrivateEdge(machine.graph, edge, { from, to }, strict);
      if (problem !== undefined) machine.add(problem);
    }
  }
}
