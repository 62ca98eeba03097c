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

/** What `run` is asked: any number of machines over one graph, and whether the graph is sound. */
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
  readonly machines: readonly Traversal[];
  readonly findings?: readonly Problem[];
}

/**
 * The engine as one function over text: the same bytes in Node and in QuickJS.
 *
 * @param request JSON of an `EngineRequest`
 * @returns JSON of an `EngineAnswer`
 */
export function run(request: string): string {
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
): Traversal {
  return traverse(graph, attributesOfMachine(graph, appliance, host), appliance, options);
}

export { attributesOfMachine, checkGraph, parseGraph, traverse };
