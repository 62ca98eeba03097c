import { errorProblem, type Graph, type Problem, warningProblem } from '../../model/mod.ts';
import { indexGraph, isPlain } from '../traverse/graph-index.ts';
import { suggestName } from '../traverse/missing-nodes.ts';

/** Entry points that lead nowhere or are declared twice, and rolls whose requirements are not there. */
export function checkAppliances(graph: Graph): readonly Problem[] {
  const problems: Problem[] = [];
  const declaredBy = new Map<string, { readonly roll: string; readonly node: string }>();
  const rollNames = new Set(graph.rolls.map(({ name }) => name));
  for (const roll of graph.rolls) {
    const place = { file: `${roll.name}/roll.yaml` };
    for (const needed of roll.requires) {
      if (rollNames.has(needed)) continue;
      problems.push(errorProblem('ROLL_REQUIRES', `Roll "${roll.name}" requires roll "${needed}"`, place));
    }
    for (const [name, { node }] of Object.entries(roll.appliances)) {
      const other = declaredBy.get(name);
      if (other !== undefined) {
        const build = other.node === node ? warningProblem : errorProblem;
        const message = `Appliance "${name}" is declared by rolls "${other.roll}" and "${roll.name}"`;
        problems.push(build('APPLIANCE_TWICE', message, place));
      }
      declaredBy.set(name, { roll: roll.name, node });
      const reason = whyUnreachable(graph, node.trim());
      if (reason === undefined) continue;
      const message = `Appliance "${name}" cannot be reached: ${reason}`;
      problems.push(errorProblem('ENTRY_UNKNOWN', message, place, suggestName(graph, node.trim())));
    }
  }
  return problems;
}

function whyUnreachable(graph: Graph, node: string): string | undefined {
  if (!graph.nodes.has(node)) return `no roll defines its entry node "${node}"`;
  const isLate = graph.edges.some((edge) => !isPlain(edge.from) || !isPlain(edge.to));
  if (isLate || indexGraph(graph).mentioned.has(node)) return undefined;
  return `no edge mentions its entry node "${node}"`;
}
