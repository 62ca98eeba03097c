import { errorProblem, type Graph, type GraphEdge, type Problem, warningProblem } from '../../model/mod.ts';

/**
 * An edge between two rolls of which neither end is public; undefined for any other. The site may attach to
 * what it likes: it is nobody's dependency.
 */
export function findPrivateEdge(
  graph: Graph,
  edge: GraphEdge,
  names: { readonly from: string; readonly to: string },
  strict: boolean,
): Problem | undefined {
  const from = graph.nodes.get(names.from);
  const to = graph.nodes.get(names.to);
  if (from === undefined || to === undefined || from.public || to.public) return undefined;
  if (graph.rolls[edge.roll]!.isSite || from.rolls.length === 0 || to.rolls.length === 0) return undefined;
  if (from.rolls.some((roll) => to.rolls.includes(roll))) return undefined;
  const rollOf = (rolls: readonly number[]): string => graph.rolls[rolls[0]!]!.name;
  const message =
    `Edge from "${names.from}" of roll "${rollOf(from.rolls)}" to "${names.to}" of roll ` +
    `"${rollOf(to.rolls)}": neither node is public`;
  const place = {
    file: `${graph.rolls[edge.roll]!.name}/${edge.path}`,
    line: edge.line,
    column: edge.column,
  };
  const build = strict ? errorProblem : warningProblem;
  return build('EDGE_PRIVATE', message, place, 'Write interface="public" on the root of one of them');
}
