export { attributesOfMachine } from './attributes-of-machine.ts';
export { type CheckOptions, checkGraph } from './check/check-graph.ts';
export { type ExplainOptions, explain } from './explain/explain.ts';
export { renderExplanation } from './explain/render-explanation.ts';
export * from './explain/types.ts';
export { parseGraph } from './parse-graph.ts';
export { collectEntryPoints, type EntryPoint } from './traverse/entry.ts';
export { Machine, type TraverseOptions } from './traverse/machine.ts';
export { type Traversal, traverse } from './traverse/traverse.ts';
