import {
  factsOfHost,
  groupReleases,
  type Host,
  type HostFacts,
  identityOfHost,
  pickRelease,
  type StoredAttribute,
} from '../../hosts/mod.ts';
import { isReleaseId, RELEASE_ATTRIBUTE } from '../../model/mod.ts';

/** Names of the machines of a release. */
export interface ReleaseUsers {
  /** Those that get it when they are installed next. */
  readonly gets: readonly string[];
  /** Those that run it. */
  readonly runs: readonly string[];
  /** Scopes in which the frontend says that machines get it: "rack 3". */
  readonly said: readonly string[];
}

export interface UsersInput {
  readonly hosts: readonly Host[];
  /** What is set on the frontend. */
  readonly attributes: readonly StoredAttribute[];
  /** Name of the release in use, and its operating system. */
  readonly inUse: string;
  readonly os: string;
  /** The frontend itself, and the release that it runs. */
  readonly frontend?: { readonly facts: HostFacts; readonly release?: string | undefined } | undefined;
}

const NOBODY: ReleaseUsers = { gets: [], runs: [], said: [] };

/** Who gets and who runs which release, by its name. Pure. */
export function listReleaseUsers(input: UsersInput): (id: string) => ReleaseUsers {
  const { hosts, attributes, inUse, os, frontend } = input;
  const users = new Map<string, { gets: string[]; runs: string[]; said: string[] }>();
  const of = (id: string) => {
    const known = users.get(id) ?? { gets: [], runs: [], said: [] };
    users.set(id, known);
    return known;
  };
  const said = groupReleases(attributes);
  for (const host of hosts) {
    of(pickRelease(said, identityOfHost(factsOfHost(host), os), inUse)).gets.push(host.name);
    if (host.release !== undefined) of(host.release).runs.push(host.name);
  }
  for (const { scope, subject, name, value } of attributes)
    if (name === RELEASE_ATTRIBUTE && isReleaseId(value)) of(value).said.push(`${scope} ${subject}`.trim());
  const own = frontend?.release;
  if (frontend !== undefined && own !== undefined) of(own).runs.push(frontend.facts.name);
  return (id) => users.get(id) ?? NOBODY;
}
