import type { AttributeScope, BootAction } from '../model/mod.ts';

/**
 * Where a host stands: never installed, in the middle, installed and not heard of since, starting, ready for what it is
 * for, or failed, at its installation or at its start.
 */
export const HOST_STATES = ['new', 'installing', 'installed', 'starting', 'ready', 'failed'] as const;
export type HostState = (typeof HOST_STATES)[number];

const INSTALLED: ReadonlySet<string> = new Set<HostState>(['installed', 'starting', 'ready']);

/** The phase of a host that failed when it started from its disk. */
export const START = 'start';

/** A host that fails so often in a row stays in `rescue`. */
export const MAX_FAILURES = 3;

/** What people say about a host; its name is unique, and so is every one of its MAC addresses. */
export interface HostDescription {
  readonly name: string;
  readonly appliance: string;
  readonly rack: number;
  readonly rank: number;
  /** Lower case, `52:54:00:12:34:56`; the first is the one it boots by. May be empty until it is known. */
  readonly macs: readonly string[];
  /** On the private network. */
  readonly address: string;
  readonly bootAction: BootAction;
  /** Its management board: `ipmi://user@10.2.0.7` or `redfish://user@10.2.0.7`; the password is a key of it. */
  readonly bmc?: string;
}

/** A host as the frontend knows it. Times are seconds since 1970. */
export interface Host extends HostDescription {
  readonly state: HostState;
  /** The installer's step, what a start waits for, `START`, or empty. */
  readonly phase: string;
  /** How far the installation is, 0 to 100. */
  readonly percent: number;
  /** When `state` or `phase` changed last. */
  readonly sinceSeconds: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Why the last installation or start failed; empty when it did not. */
  readonly failureReason: string;
  /** The disk it was installed on last: identity of its partition table. */
  readonly disk?: string;
  /** The release that it runs: what it was installed from last. */
  readonly release?: string;
  /** When it was ready for the last time; left out when it never was since its installation. */
  readonly readySeconds?: number;
  /** Grows with every change of any host; see `State.listHosts({ changedSince })`. */
  readonly revision: number;
}

/**
 * A new host: what is left out is decided by the state, in one transaction: the next rank, the name
 * `APPLIANCE-RACK-RANK`, rack 0, the next free address of the private network, boot action `install`.
 */
export type NewHost = Pick<HostDescription, 'appliance'> & Partial<HostDescription>;

/** What is said of a host that is there, by its name; what is left out stays as it is. */
export type HostChange = Pick<HostDescription, 'name'> &
  Partial<HostDescription> & {
    /** What it is called from now on. */
    readonly newName?: string;
  };

export interface HostFilter {
  readonly appliance?: string;
  readonly rack?: number;
  /** Only hosts whose `revision` is greater. */
  readonly changedSince?: number;
}

/** One of the frontend's networks: `private` or `public`. */
export interface Network {
  readonly name: string;
  /** The network's own address, `10.1.0.0`. */
  readonly network: string;
  readonly prefix: number;
  /** The frontend's address on it. */
  readonly frontendAddress?: string;
  /** Its host name, which no host may have. */
  readonly frontendName?: string;
  readonly interface?: string;
  readonly domain?: string;
  /** Addresses lent to strangers, `10.1.192.0` to `10.1.255.254`; never given to a host. */
  readonly rangeFrom?: string;
  readonly rangeTo?: string;
  readonly mtu?: number;
}

/** One value in one scope; `subject` names the OS, appliance, rack or host, and is empty for `global`. */
export interface StoredAttribute {
  readonly scope: AttributeScope;
  readonly subject: string;
  readonly name: string;
  readonly value: string;
  /** Never shown, never in a host's open document. */
  readonly secret: boolean;
}

/** True for a state of a host whose installation went well, and of which nothing has failed since. */
export function isInstalled(state: string): boolean {
  return INSTALLED.has(state);
}

/** Its installation went well, and a script of the first boot or a check did not. */
export function failedAtStart({ state, phase }: Pick<Host, 'state' | 'phase'>): boolean {
  return state === 'failed' && phase === START;
}
