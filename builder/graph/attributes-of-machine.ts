import {
  type AttributeMap,
  type Graph,
  parseOperatingSystem,
  type ResolvedAttributes,
  resolveAttributes,
} from '../model/mod.ts';

/**
 * Resolves the attributes of one machine from the graph's scopes, the intrinsic ones, and what describes the
 * machine itself.
 *
 * @param host the machine's own values; they may set intrinsic names
 */
export function attributesOfMachine(
  graph: Graph,
  appliance: string,
  host: AttributeMap = {},
): ResolvedAttributes {
  const os = parseOperatingSystem(host['os'] ?? graph.os);
  const intrinsic = { os: os.id, osFamily: os.family, release: os.release, arch: graph.arch, appliance };
  const { attributes } = graph;
  const rack = host['rack'];
  return resolveAttributes(
    {
      global: { ...attributes.global, ...intrinsic },
      os: { ...attributes.os[os.family], ...attributes.os[os.id] },
      appliance: attributes.appliance[host['appliance'] ?? appliance] ?? {},
      rack: rack === undefined ? {} : (attributes.rack[rack] ?? {}),
      host,
    },
    graph.declarations,
  );
}
