import {
  attributesOfMachine,
  parseGraph,
  type Traversal,
  type TraverseOptions,
  traverse,
} from '../graph/mod.ts';
import { run } from '../io/mod.ts';
import type { Graph } from '../model/mod.ts';
import type { GraphInputs } from './graph-inputs.ts';

/** Programs may print markup that asks for further programs; so often is looked again. */
const ROUNDS = 4;
const TIMEOUT_MS = 60_000;

/** Parses the graph and traverses one appliance, after running the programs that the recipe allows. */
export async function traverseWithEvals(
  inputs: GraphInputs,
  appliance: string,
  options: TraverseOptions,
): Promise<Traversal> {
  let { bundle } = inputs;
  for (let round = 0; round < ROUNDS && (bundle.allowEval ?? []).length > 0; round += 1) {
    const graph = parseGraph(bundle);
    const { profile } = traverseMachine(graph, inputs, appliance, { ...options, collectEvals: true });
    const outputs = { ...bundle.evalOutputs };
    const wanted = (profile?.evals ?? []).filter(({ key }) => !Object.hasOwn(outputs, key));
    if (wanted.length === 0) break;
    for (const { key, shell, text, roll } of wanted) {
      const folder = inputs.folders.get(roll);
      const where = folder === undefined ? {} : { cwd: folder };
      const done = await run(['sh', '-c', shell], { ...where, input: text, timeoutMs: TIMEOUT_MS });
      outputs[key] = done.stdout;
    }
    bundle = { ...bundle, evalOutputs: outputs };
  }
  return traverseMachine(parseGraph(bundle), inputs, appliance, options);
}

/** Traverses for the machine that the command line describes; an example's name where it says none. */
function traverseMachine(
  graph: Graph,
  { host }: GraphInputs,
  appliance: string,
  options: TraverseOptions,
): Traversal {
  const example = { hostname: appliance, rack: '0', rank: '0', ...host };
  return traverse(graph, attributesOfMachine(graph, appliance, example), appliance, options);
}
