import {
  type AttributeMap,
  type AttributeScopes,
  findPlatform,
  type Graph,
  parseOperatingSystem,
  type ResolvedAttributes,
  resolveAttributes,
} from '../../model/mod.ts';

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
  const os = host['os'] ?? graph.os;
  const scopes = scopesOfGraph(graph, host['appliance'] ?? appliance, { os, rack: host['rack'] });
  const global = { ...scopes.global, ...intrinsicAttributes(graph, appliance, os) };
  return resolveAttributes({ ...scopes, global, host: withPlatformName(host) }, graph.declarations);
}

/** The attribute `arch` is Debian's name of the architecture, whichever name a description gives. */
function withPlatformName(host: AttributeMap): AttributeMap {
  const platform = host['arch'] === undefined ? undefined : findPlatform(host['arch']);
  return platform === undefined ? host : { ...host, arch: platform.name };
}

/** What the engine itself knows of a machine of this appliance. */
export function intrinsicAttributes(
  graph: Graph,
  appliance: string,
  osName: string = graph.os,
): AttributeMap {
  const own = { arch: graph.arch, appliance };
  if (osName === '') return own;
  const os = parseOperatingSystem(osName);
  const codename = graph.codenames[os.id];
  const system = { os: os.id, osFamily: os.family, release: os.release };
  return { ...own, ...system, ...(codename === undefined ? {} : { codename }) };
}

/** What recipe and site say about a machine of this appliance, in each scope but the machine's own. */
export function scopesOfGraph(
  graph: Graph,
  appliance: string,
  { os: osName = graph.os, rack }: { readonly os?: string; readonly rack?: string | undefined } = {},
): Required<Omit<AttributeScopes, 'host'>> {
  const { attributes } = graph;
  const os = parseOperatingSystem(osName);
  return {
    global: attributes.global,
    os: { ...attributes.os[os.family], ...attributes.os[os.id] },
    appliance: attributes.appliance[appliance] ?? {},
    rack: rack === undefined ? {} : (attributes.rack[rack] ?? {}),
  };
}
