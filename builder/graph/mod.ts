export { attributesOfMachine } from './attributes-of-machine.ts';
export { type CheckOptions, checkGraph } from './check/check-graph.ts';
export { parseGraph } from './parse-graph.ts';
export { collectEntryPoints, type EntryPoint } from './traverse/entry.ts';
export type { TraverseOptions } from './traverse/machine.ts';
export { type Traversal, traverse } from './traverse/traverse.ts';
