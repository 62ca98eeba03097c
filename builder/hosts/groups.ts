import { BOOT_ACTIONS } from '../model/mod.ts';
import type { NodeSetSource } from './node-set/mod.ts';
import { HOST_STATES, type Host } from './types.ts';

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

/**
 * What selections are taken from. A group that hosts may be in is one that is empty, and no error.
 *
 * @param appliances that hosts may be of
 */
export function nodeSetSourceOf(
  hosts: readonly Host[],
  appliances: ReadonlySet<string> = new Set(),
): NodeSetSource {
  const groups = groupHosts(hosts);
  const isPossible = (name: string): boolean =>
    appliances.has(name) || USUAL_GROUPS.has(name) || /^rack\d{1,5}$/.test(name);
  return {
    all: hosts.map((host) => host.name),
    group: (name) => groups.get(name) ?? (isPossible(name) ? [] : undefined),
  };
}

const USUAL_GROUPS: ReadonlySet<string> = new Set([
  'all',
  ...HOST_STATES.map((state) => `state-${state}`),
  ...BOOT_ACTIONS.map((action) => `boot-${action}`),
]);
