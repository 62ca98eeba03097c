import {
  factsOfHost,
  groupReleases,
  type Host,
  identityOfHost,
  type Lives,
  pickRelease,
  releaseOf,
  type StoredAttribute,
} from '../../hosts/mod.ts';
import { isReleaseId, RELEASE_ATTRIBUTE } from '../../model/mod.ts';

/** Names of the machines of a release. */
export interface ReleaseUsers {
  /** Those that get it when they are installed next. */
  readonly gets: readonly string[];
  /** Those that run it. */
  readonly runs: readonly string[];
  /** The frontend itself runs it. */
  readonly isFrontends: boolean;
  /** Scopes in which the frontend says that machines get it: "rack 3". */
  readonly said: readonly string[];
}

export interface UsersInput {
  readonly hosts: readonly Host[];
  /** What hosts say of themselves; undefined where the service does not tell. */
  readonly lives?: Lives | undefined;
  /** What is set on the frontend. */
  readonly attributes: readonly StoredAttribute[];
  /** Name of the release in use, and its operating system; undefined and empty: none is in use. */
  readonly inUse: string | undefined;
  readonly os: string;
  /** The release that the frontend itself runs, where that is known. */
  readonly ofFrontend?: string | undefined;
}

/** Who gets and who runs which release, by its name. Pure. */
export function listReleaseUsers(input: UsersInput): (id: string) => ReleaseUsers {
  const { hosts, lives, attributes, inUse, os, ofFrontend } = input;
  const users = new Map<string, { gets: string[]; runs: string[]; said: string[] }>();
  const of = (id: string) => {
    const known = users.get(id) ?? { gets: [], runs: [], said: [] };
    users.set(id, known);
    return known;
  };
  const said = groupReleases(attributes);
  for (const host of hosts) {
    of(pickRelease(said, identityOfHost(factsOfHost(host), os), inUse ?? '')).gets.push(host.name);
    const running = releaseOf(host, lives?.get(host.name));
    if (running !== '') of(running).runs.push(host.name);
  }
  for (const { scope, subject, name, value } of attributes)
    if (name === RELEASE_ATTRIBUTE && isReleaseId(value)) of(value).said.push(`${scope} ${subject}`.trim());
  return (id) => ({ ...of(id), isFrontends: id === ofFrontend });
}
