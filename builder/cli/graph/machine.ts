import { localizeProblem, nameMachine, runEvals } from '../../build/mod.ts';
import {
  attributesOfMachine,
  parseGraph,
  type Traversal,
  type TraverseOptions,
  traverse,
} from '../../graph/mod.ts';
import { run } from '../../io/mod.ts';
import type { Problem } from '../../model/mod.ts';
import type { GraphInputs } from './inputs.ts';

/**
 * Traverses an appliance for the machine that the command line describes (an example's name where it says none),
 * after running the programs that the recipe allows.
 */
export async function traverseMachine(
  { bundle, rolls, host }: GraphInputs,
  appliance: string,
  options: TraverseOptions,
): Promise<Traversal> {
  const graph = parseGraph(await runEvals(bundle, [appliance], rolls, run, host));
  const machine = attributesOfMachine(graph, appliance, { ...nameMachine(appliance), ...host });
  return traverse(graph, machine, appliance, options);
}

/** Findings of reading the rolls and of the engine, with files named as they lie. */
export function listProblems({ rolls }: GraphInputs, problems: readonly Problem[]): readonly Problem[] {
  const all = [...rolls.flatMap((roll) => roll.warnings), ...problems];
  return all.map((problem) => localizeProblem(problem, rolls));
}
