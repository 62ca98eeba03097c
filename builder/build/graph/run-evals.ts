import { attributesOfMachine, parseGraph, traverse } from '../../graph/mod.ts';
import { type Run, run } from '../../io/mod.ts';
import type { AttributeMap, GraphBundle } from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';
import { nameMachine } from './name-machine.ts';

/** Programs may print markup that asks for further programs; so often is looked again. */
const ROUNDS = 4;
const TIMEOUT_MS = 60_000;

export interface EvalInput {
  /** Where the programs run: each in the folder of its roll, if that has one. */
  readonly rolls: readonly RollOutline[];
  /**
   * Names of rolls whose programs may run on this machine: what the recipe or the command line says. A bundle that
   * came from somewhere else says for itself only which outputs it brings along.
   */
  readonly allowed: readonly string[];
  readonly runProgram?: Run;
  /** What is known of the machine that is asked about, if it is one. */
  readonly host?: AttributeMap;
}

/**
 * Runs the programs whose output the nodes of the appliances want, of the rolls that are allowed, on the build host.
 *
 * @returns the bundle with their outputs: the machines never run them
 */
export async function runEvals(
  bundle: GraphBundle,
  appliances: readonly string[],
  { rolls, allowed, runProgram = run, host = {} }: EvalInput,
): Promise<GraphBundle> {
  if (allowed.length === 0) return bundle;
  const outputs: Record<string, string> = { ...bundle.evalOutputs };
  for (let round = 0; round < ROUNDS; round += 1) {
    const graph = parseGraph({ ...bundle, evalOutputs: outputs });
    const options = { allowUnanswered: true, collectEvals: true };
    const wanted = appliances
      .map((name) =>
        traverse(graph, attributesOfMachine(graph, name, { ...nameMachine(name), ...host }), name, options),
      )
      .flatMap(({ profile }) => profile?.evals ?? [])
      .filter(({ key, roll }) => allowed.includes(roll) && !Object.hasOwn(outputs, key));
    if (wanted.length === 0) break;
    for (const { key, shell, text, roll, environment = {} } of wanted) {
      const folder = rolls.find(({ name }) => name === roll)?.folder;
      const where = folder === undefined ? {} : { cwd: folder };
      const options = { ...where, input: text, timeoutMs: TIMEOUT_MS, env: environment };
      const done = await runProgram(['sh', '-c', shell], options);
      outputs[key] = done.stdout;
    }
  }
  return { ...bundle, evalOutputs: outputs };
}
