import { attributesOfMachine, nameMachine, parseGraph, traverse } from '../../graph/mod.ts';
import { type Run, run } from '../../io/mod.ts';
import {
  type AttributeMap,
  BuildError,
  type EvalRequest,
  errorProblem,
  type Graph,
  type GraphBundle,
  placeOfOrigin,
} from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';
import { localizePlace } from './localize-problem.ts';

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
  /** What is known of the machine that is asked about; left out: whatever any host of the appliances may want. */
  readonly host?: AttributeMap;
}

/**
 * Runs the programs whose output the nodes of the appliances want, of the rolls that are allowed, on the build host.
 *
 * @returns the bundle with their outputs: the machines never run them
 * @throws {BuildError} EVAL_FAILED for a program that fails, or takes longer than a minute
 */
export async function runEvals(
  bundle: GraphBundle,
  appliances: readonly string[],
  { rolls, allowed, runProgram = run, host }: EvalInput,
): Promise<GraphBundle> {
  if (allowed.length === 0) return bundle;
  const outputs: Record<string, string> = { ...bundle.evalOutputs };
  for (let round = 0; round < ROUNDS; round += 1) {
    const graph = parseGraph({ ...bundle, evalOutputs: outputs });
    const wanted = appliances
      .flatMap((name) => listEvals(graph, name, host))
      .filter(({ key, roll }) => allowed.includes(roll) && !Object.hasOwn(outputs, key));
    if (wanted.length === 0) break;
    for (const request of wanted) {
      if (Object.hasOwn(outputs, request.key)) continue;
      outputs[request.key] = await runEval(request, rolls, runProgram);
    }
  }
  return { ...bundle, evalOutputs: outputs };
}

/** What an appliance wants that can be traversed; what is wrong with it is told elsewhere. */
function listEvals(graph: Graph, appliance: string, host: AttributeMap | undefined): readonly EvalRequest[] {
  const attributes = attributesOfMachine(graph, appliance, { ...nameMachine(appliance), ...host });
  const options = { allowUnanswered: true, collectEvals: true };
  const { profile } = traverse(graph, attributes, appliance, options);
  if (profile === undefined || host !== undefined) return profile?.evals ?? [];
  const ofAny = { ...options, anyHost: true, keepGoing: true };
  return traverse(graph, attributes, appliance, ofAny).profile?.evals ?? [];
}

async function runEval(
  request: EvalRequest,
  rolls: readonly RollOutline[],
  runProgram: Run,
): Promise<string> {
  const { shell, text, environment = {} } = request;
  const folder = rolls.find(({ name }) => name === request.roll)?.folder;
  const where = folder === undefined ? {} : { cwd: folder };
  const options = { ...where, input: text, timeoutMs: TIMEOUT_MS, env: environment };
  try {
    return (await runProgram(['sh', '-c', shell], options)).stdout;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const message = `The program of an <eval> failed: ${error.problems[0]!.message}`;
    const hint = `What it prints would be missing on every machine; if it may fail, end it with "|| true"`;
    throw new BuildError(
      errorProblem('EVAL_FAILED', message, localizePlace(placeOfOrigin(request), rolls), hint),
    );
  }
}
