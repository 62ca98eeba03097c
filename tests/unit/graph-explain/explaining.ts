import {
  attributesOfMachine,
  type ExplainOptions,
  type Explanation,
  explain,
  Machine,
  parseGraph,
  traverse,
} from '../../../builder/graph/mod.ts';
import { type Question, roll, type ShortRoll } from '../graph/ask.ts';

/** Explains one thing on a machine of the appliance `top`. */
export function explaining(
  rolls: readonly ShortRoll[],
  thing: string,
  question: Question & { readonly explain?: ExplainOptions } = {},
): Explanation {
  const graph = parseGraph({ format: 1, os: 'debian-13', rolls: rolls.map(roll), ...question.bundle });
  const appliance = question.appliance ?? 'top';
  const attributes = attributesOfMachine(graph, appliance, question.host);
  const { profile, problems } = traverse(graph, attributes, appliance, { allowUnanswered: true });
  if (profile === undefined) throw new Error(JSON.stringify(problems));
  return explain(new Machine(graph, attributes, {}), appliance, profile, thing, question.explain);
}

/** Node names of every chain: `top>a>x`. */
export function chainsOf({ findings }: Explanation): string[] {
  const ways = findings.flatMap((finding) => finding.ways);
  return ways.flatMap(({ chains }) =>
    chains.map((steps) => [steps[0]?.from ?? '', ...steps.map(({ to }) => to)].join('>')),
  );
}
