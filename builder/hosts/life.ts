import { type AliveWord, errorProblem, type Problem } from '../model/mod.ts';
import { failedAtStart, type Host, isInstalled } from './types.ts';

/** An installed host that nothing was heard of for so long is silent. Hosts say something each minute. */
export const SILENT_SECONDS = 120;

/** What is known of an installed host besides its state. */
export interface HostLife {
  readonly isSilent: boolean;
  /** When it was heard last, seconds since 1970; left out when it never was. */
  readonly heardSeconds?: number;
  /** What it said then. */
  readonly word?: AliveWord;
}

/** By name, of installed hosts alone. */
export type Lives = ReadonlyMap<string, HostLife>;

/** A machine that runs a system of ours: its installation went well, and no other one has begun. */
export function runsItsSystem(host: Pick<Host, 'state' | 'phase'>): boolean {
  return isInstalled(host.state) || failedAtStart(host);
}

/**
 * Whether an installed host is silent. Silence is counted from the last that it said, of its start too.
 *
 * @param countedSeconds from when on it is counted at the earliest: its last word, or when somebody began to listen
 */
export function isSilent(
  host: Pick<Host, 'sinceSeconds'>,
  countedSeconds: number,
  nowSeconds: number,
): boolean {
  return nowSeconds - Math.max(countedSeconds, host.sinceSeconds) > SILENT_SECONDS;
}

/** Groups of hosts that follow from what they say. */
export const LIFE_GROUPS = { alive: 'alive', silent: 'silent', release: 'release-' } as const;

/** So many letters of a release's name are enough to mean it. */
const LEAST_OF_RELEASE = 4;

/** The release that a host runs: as it says, or as it was installed; empty where nobody knows it. */
export function releaseOf(host: Pick<Host, 'release'>, life: HostLife | undefined): string {
  return life?.word?.release || (host.release ?? '');
}

/** The groups that a host is in by what it runs and what it said. */
export function groupsOfLife(host: Pick<Host, 'release'>, life: HostLife | undefined): readonly string[] {
  const release = releaseOf(host, life);
  return [
    ...(life === undefined ? [] : [life.isSilent ? LIFE_GROUPS.silent : LIFE_GROUPS.alive]),
    ...(release === '' ? [] : [LIFE_GROUPS.release + release]),
  ];
}

/** Whether a group can be told by nobody but the service, which hears the hosts. */
export function isLifeGroup(name: string): boolean {
  return name === LIFE_GROUPS.alive || name === LIFE_GROUPS.silent;
}

/** What the release of a group's hosts begins with; undefined: it is no such group. */
export function releaseOfGroup(name: string): string | undefined {
  if (!name.startsWith(LIFE_GROUPS.release)) return undefined;
  const start = name.slice(LIFE_GROUPS.release.length);
  return start.length < LEAST_OF_RELEASE ? undefined : start;
}

/** Hosts say it to the frontend's service, which keeps it in memory. */
export function livesUnknown(what: string): Problem {
  const hint = 'See: systemctl status cairnd';
  return errorProblem(
    'ALIVE_UNKNOWN',
    `${what}: the service that hears hosts does not answer`,
    undefined,
    hint,
  );
}
