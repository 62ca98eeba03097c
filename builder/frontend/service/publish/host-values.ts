import {
  attributesOfHost,
  groupStoredAttributes,
  type HostFacts,
  identityOfHost,
  pickLayers,
  pickRelease,
  type StoredAttribute,
} from '../../../hosts/mod.ts';
import type { Graph, ResolvedAttributes } from '../../../model/mod.ts';

/** Releases besides the one in use. */
export interface OtherReleases {
  /** Name of the one in use. */
  readonly inUse: string;
  /** Graphs of those that hosts get or run, by name. */
  readonly graphs: ReadonlyMap<string, Graph>;
}

export interface HostValuesInput {
  /** The graph of the release in use. */
  readonly graph: Graph;
  /** Left out: every host has that graph. */
  readonly others?: OtherReleases;
  readonly attributes: readonly StoredAttribute[];
}

/** Makes a function that says which values a host gets, by the graph of its release. */
export function createValueReader({
  graph: current,
  others,
  attributes,
}: HostValuesInput): (facts: HostFacts) => ResolvedAttributes {
  const said = groupStoredAttributes(attributes);
  return (facts) => {
    const release = pickRelease(said, identityOfHost(facts, current.os), others?.inUse ?? '');
    const graph = others?.graphs.get(release) ?? current;
    return attributesOfHost(graph, facts, pickLayers(said, identityOfHost(facts, graph.os)));
  };
}
