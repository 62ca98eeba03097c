import { intrinsicAttributes, pickLayers, resolveAttributes } from '../../hosts/attributes/mod.ts';
import {
  type AttributeMap,
  findPlatform,
  type GraphValues,
  type ResolvedAttributes,
} from '../../model/mod.ts';

/**
 * Resolves the attributes of one machine from the graph's scopes, the intrinsic ones, and what describes the
 * machine itself.
 *
 * @param host the machine's own values; they may set intrinsic names
 */
export function attributesOfMachine(
  graph: GraphValues,
  appliance: string,
  host: AttributeMap = {},
): ResolvedAttributes {
  const os = host['os'] ?? graph.os;
  const machine = {
    os,
    appliance: host['appliance'] ?? appliance,
    rack: host['rack'],
    host: host['hostname'],
  };
  return resolveAttributes(
    [
      ...pickLayers({ from: 'graph', open: graph.attributes }, machine),
      { scope: 'global', from: 'machine', values: intrinsicAttributes(graph, appliance, os) },
      { scope: 'host', from: 'machine', values: withPlatformName(host) },
    ],
    graph,
    machine.appliance,
  );
}

/** The attribute `arch` is Debian's name of the architecture, whichever name a description gives. */
function withPlatformName(host: AttributeMap): AttributeMap {
  const platform = host['arch'] === undefined ? undefined : findPlatform(host['arch']);
  return platform === undefined ? host : { ...host, arch: platform.name };
}
