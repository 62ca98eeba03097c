import {
  attributesOfMachine,
  type CheckOptions,
  checkGraph,
  parseGraph,
  type Traversal,
  type TraverseOptions,
  traverse,
} from '../graph/mod.ts';
import type { AttributeMap, Graph, GraphBundle, Problem } from '../model/mod.ts';

/** What there is to say of one machine. */
export type MachineAnswer = Pick<Traversal, 'profile' | 'problems'>;

/** What `answerRequest` is asked: any number of machines over one graph, and whether the graph is sound. */
export interface EngineRequest {
  readonly bundle: GraphBundle;
  readonly machines?: readonly {
    readonly appliance: string;
    readonly host?: AttributeMap;
    readonly options?: TraverseOptions;
  }[];
  readonly check?: CheckOptions;
}

export interface EngineAnswer {
  readonly machines: readonly MachineAnswer[];
  readonly findings?: readonly Problem[];
}

/**
 * The engine as one function over text: the same bytes in Node and in QuickJS.
 *
 * @param request JSON of an `EngineRequest`
 * @returns JSON of an `EngineAnswer`
 */
export function answerRequest(request: string): string {
  const { bundle, machines, check } = JSON.parse(request) as EngineRequest;
  const graph = parseGraph(bundle);
  const answer: EngineAnswer = {
    machines: (machines ?? []).map(({ appliance, host, options }) =>
      answerMachine(graph, appliance, host, options),
    ),
    ...(check === undefined ? {} : { findings: checkGraph(graph, check) }),
  };
  return JSON.stringify(answer);
}

function answerMachine(
  graph: Graph,
  appliance: string,
  host: AttributeMap = {},
  options: TraverseOptions = {},
): MachineAnswer {
  const machine = attributesOfMachine(graph, appliance, host);
  const { profile, problems } = traverse(graph, machine, appliance, options);
  return { profile, problems };
}

export { attributesOfMachine, checkGraph, parseGraph, traverse };
