import { localizeProblem, runEvals } from '../../build/mod.ts';
import {
  attributesOfMachine,
  nameMachine,
  parseGraph,
  type Traversal,
  type TraverseOptions,
  traverse,
} from '../../graph/mod.ts';
import type { Problem } from '../../model/mod.ts';
import type { GraphInputs } from './inputs.ts';

/**
 * Traverses an appliance for the machine that the command line describes (an example's name where it says none),
 * after running the programs that recipe and command line allow.
 */
export async function traverseMachine(
  inputs: GraphInputs,
  appliance: string,
  options: TraverseOptions,
): Promise<Traversal> {
  const { bundle, host, passRefusedEvals, rosterOf } = inputs;
  const roster = await rosterOf(appliance);
  const graph = parseGraph(await runEvals(bundle, [appliance], inputs));
  const machine = attributesOfMachine(graph, appliance, { ...nameMachine(appliance), ...host });
  return traverse(graph, machine, appliance, { ...options, passRefusedEvals, roster });
}

/** Findings of reading the rolls and of the engine, with files named as they lie. */
export function listProblems({ rolls }: GraphInputs, problems: readonly Problem[]): readonly Problem[] {
  return [
    ...rolls.flatMap((roll) => roll.warnings.map((problem) => localizeProblem(problem, [roll]))),
    ...problems.map((problem) => localizeProblem(hintAtEvals(problem), rolls)),
  ];
}

/** A bundle brings outputs along, and no permission to make others. */
function hintAtEvals(problem: Problem): Problem {
  if (problem.code !== 'EVAL_REFUSED' || problem.hint !== undefined) return problem;
  return { ...problem, hint: 'It is not run here unless you say so: --allow-eval ROLL' };
}
