import { BOOT_ACTIONS, BuildError } from '../model/mod.ts';
import { groupsOfLife, isLifeGroup, type Lives, livesUnknown, releaseOf, releaseOfGroup } from './life.ts';
import type { NodeSetSource } from './node-set/mod.ts';
import { HOST_STATES, type Host } from './types.ts';

/**
 * Groups of hosts by name: appliances, `rackN`, states and boot actions (`boot-install`, `state-failed`), `release-ID`,
 * `all`; where it is known what hosts say, also `alive` and `silent`.
 */
export function groupHosts(
  hosts: readonly Host[],
  lives: Lives = new Map(),
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  const add = (group: string, name: string): void => {
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [name]);
    else known.push(name);
  };
  for (const host of hosts) {
    for (const group of groupsOf(host, lives)) add(group, host.name);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The groups that one host is in. */
export function groupsOf(host: Host, lives: Lives = new Map()): readonly string[] {
  // An appliance may be called like a group of ours: the host is in it once.
  return [
    ...new Set([
      'all',
      host.appliance,
      `rack${host.rack}`,
      `state-${host.state}`,
      `boot-${host.bootAction}`,
      ...groupsOfLife(host, lives.get(host.name)),
    ]),
  ];
}

/** What selections are taken from besides the hosts themselves. */
export interface SelectionSource {
  /** That hosts may be of. */
  readonly appliances?: ReadonlySet<string>;
  /** Left out: nobody says it. */
  readonly lives?: Lives | undefined;
}

/**
 * What selections are taken from. A group that hosts may be in is one that is empty, and no error.
 *
 * @throws {BuildError} by `group`, ALIVE_UNKNOWN: nobody says what hosts said
 */
export function nodeSetSourceOf(
  hosts: readonly Host[],
  { appliances = new Set(), lives }: SelectionSource = {},
): NodeSetSource {
  const groups = groupHosts(hosts, lives);
  const isPossible = (name: string): boolean =>
    appliances.has(name) || USUAL_GROUPS.has(name) || /^rack\d{1,5}$/.test(name);
  return {
    all: hosts.map((host) => host.name),
    group: (name) => {
      const known = groups.get(name) ?? (isPossible(name) ? [] : undefined);
      if (known !== undefined) return known;
      if (!isLifeGroup(name)) return namesOfRelease(hosts, lives, name);
      if (lives === undefined) throw new BuildError(livesUnknown(`Who is of "@${name}" is not known`));
      return [];
    },
  };
}

/** Hosts of a release of which only the first letters are said; undefined: this names no release. */
function namesOfRelease(
  hosts: readonly Host[],
  lives: Lives | undefined,
  group: string,
): readonly string[] | undefined {
  const start = releaseOfGroup(group);
  if (start === undefined) return undefined;
  const found = hosts.filter((host) => releaseOf(host, lives?.get(host.name)).startsWith(start));
  return found.map(({ name }) => name);
}

const USUAL_GROUPS: ReadonlySet<string> = new Set([
  'all',
  ...HOST_STATES.map((state) => `state-${state}`),
  ...BOOT_ACTIONS.map((action) => `boot-${action}`),
]);
