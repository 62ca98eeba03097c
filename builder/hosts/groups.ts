import type { NodeSetSource } from './node-set/mod.ts';
import type { Host } from './types.ts';

/** Groups of hosts by name: appliances, `rackN`, states and boot actions (`boot-install`, `state-failed`), `all`. */
export function groupHosts(hosts: readonly Host[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  const add = (group: string, name: string): void => {
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [name]);
    else known.push(name);
  };
  for (const host of hosts) {
    for (const group of groupsOf(host)) add(group, host.name);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The groups that one host is in. */
export function groupsOf(host: Host): readonly string[] {
  // An appliance may be called like a group of ours: the host is in it once.
  return [
    ...new Set(['all', host.appliance, `rack${host.rack}`, `state-${host.state}`, `boot-${host.bootAction}`]),
  ];
}

/** What selections are taken from. */
export function nodeSetSourceOf(hosts: readonly Host[]): NodeSetSource {
  const groups = groupHosts(hosts);
  return { all: hosts.map((host) => host.name), group: (name) => groups.get(name) };
}
