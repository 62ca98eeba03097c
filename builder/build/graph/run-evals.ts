import { attributesOfMachine, parseGraph, traverse } from '../../graph/mod.ts';
import { type Run, run } from '../../io/mod.ts';
import type { AttributeMap, GraphBundle } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { nameMachine } from './name-machine.ts';

/** Programs may print markup that asks for further programs; so often is looked again. */
const ROUNDS = 4;
const TIMEOUT_MS = 60_000;

/**
 * Runs the programs whose output the nodes of the appliances want, of the rolls that the recipe allows, on the build
 * host, in the roll's folder.
 *
 * @param host what is known of the machine that is asked about, if it is one
 * @returns the bundle with their outputs: the machines never run them
 */
export async function runEvals(
  bundle: GraphBundle,
  appliances: readonly string[],
  rolls: readonly Roll[],
  runProgram: Run = run,
  host: AttributeMap = {},
): Promise<GraphBundle> {
  if ((bundle.allowEval ?? []).length === 0) return bundle;
  const outputs: Record<string, string> = { ...bundle.evalOutputs };
  for (let round = 0; round < ROUNDS; round += 1) {
    const graph = parseGraph({ ...bundle, evalOutputs: outputs });
    const options = { allowUnanswered: true, collectEvals: true };
    const wanted = appliances
      .map((name) =>
        traverse(graph, attributesOfMachine(graph, name, { ...nameMachine(name), ...host }), name, options),
      )
      .flatMap(({ profile }) => profile?.evals ?? [])
      .filter(({ key }) => !Object.hasOwn(outputs, key));
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
