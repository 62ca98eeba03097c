import {
  errorProblem,
  type Graph,
  type Problem,
  placeOfOrigin,
  type ResolvedAttributes,
} from '../../model/mod.ts';
import { traverse } from '../traverse/traverse.ts';

/**
 * Programs of one appliance that look at attributes of a host. A machine never runs them: their output would be
 * unknown on every machine but the example.
 */
export function checkEvals(
  graph: Graph,
  attributes: ResolvedAttributes,
  appliance: string,
): readonly Problem[] {
  if (!graph.rolls.some(({ allowEval }) => allowEval)) return [];
  const { profile } = traverse(graph, attributes, appliance, {
    allowUnanswered: true,
    collectEvals: true,
    anyHost: true,
    keepGoing: true,
  });
  return (profile?.evals ?? []).flatMap((request) => {
    const { varying = [] } = request;
    if (varying.length === 0) return [];
    const names = varying.map((name) => `"${name}"`).join(', ');
    const message = `A program looks at ${names}, which only a host has: it runs once, before there are hosts`;
    const hint = `Let the host run it: a script such as <post env="${varying.join(' ')}"> has the values in its environment`;
    return [errorProblem('EVAL_HOST', message, placeOfOrigin(request), hint)];
  });
}
