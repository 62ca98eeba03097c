import type { Host } from '../../../hosts/types.ts';
import type { HostRecord } from '../../../model/mod.ts';

/** What is asked for by whoever waits for strangers. */
export interface DiscoveryWish {
  readonly appliance: string;
  readonly rack: number;
  /** The next stranger takes the place of this host. */
  readonly replace?: string;
  /** So many machines are named; it is over then. */
  readonly count?: number;
  /** So many machines a minute; whoever comes too early waits and asks again. */
  readonly perMinute?: number;
  /** Nobody is named who was not approved. */
  readonly approval?: 'ask';
}

/** Somebody is waiting for strangers and names them. */
export interface Discovery extends DiscoveryWish {
  readonly id: number;
  /** Machines that were named. */
  readonly named?: number;
  readonly startedSeconds: number;
  /** Ends by itself then, unless it is kept alive: a killed terminal leaves no open door. */
  readonly expiresSeconds: number;
}

/** What becomes of a machine that asks to be started. */
export type Naming =
  | { readonly kind: 'named'; readonly host: Host; readonly isNew: boolean }
  /** It is to ask again. */
  | { readonly kind: 'waits'; readonly why: 'approval' | 'rate' }
  /** Nobody waits for it. */
  | { readonly kind: 'nobody' };

/** A machine that asked for an address and has no name. */
export interface Stranger {
  readonly mac: string;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  readonly requests: number;
  /** What it said of itself, as a vendor class or architecture. */
  readonly detail: string;
}

/** What binds a token; only its hash is kept. */
export interface TokenBinding {
  readonly host: string;
  readonly mac: string;
  readonly address: string;
  readonly lifetimeSeconds: number;
}

/** Who uses a token; `host` is the name that is asked for, where there is one. */
export interface TokenUser {
  readonly address: string;
  readonly mac?: string;
  readonly host?: string;
}

export type TokenRefusal = 'unknown' | 'host' | 'used' | 'expired' | 'address' | 'mac' | 'action';
export type TokenUse =
  | { readonly ok: true; readonly host: Host }
  | { readonly ok: false; readonly reason: TokenRefusal; readonly host?: string };

/** Who changes something by a command. */
export interface Administrator {
  /** Name of the user who logged in, as the system knows it. */
  readonly who: string;
  /** Words of the command, without its values: `host set`. */
  readonly command: string;
}

/** Values by column, as the audit log tells them. */
export type ToldValues = Readonly<Record<string, string | number | null>>;

/** What an administrator changed. */
export interface AuditedChange {
  /** `host compute-0-0`, `attribute motd (global)` ... */
  readonly object: string;
  readonly host?: string;
  /** The values that changed, as they were; left out where there was nothing. */
  readonly before?: ToldValues;
  /** As they are; left out where there is nothing any more. */
  readonly after?: ToldValues;
}

export interface AuditEntry {
  /** What was done or tried: `secrets`, `host-key`, `token` ...; `add`, `change` or `remove` of an administrator. */
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly host?: string;
  readonly address?: string;
  readonly mac?: string;
  readonly detail?: string;
}
export interface AuditRecord extends AuditEntry, Partial<Administrator>, Partial<AuditedChange> {
  readonly id: number;
  readonly timeSeconds: number;
}

export interface AuditFilter {
  readonly host?: string;
  /** Not older than this moment. */
  readonly sinceSeconds?: number;
  readonly limit?: number;
}

/** A key or other secret; `host` is empty for one of the whole cluster. */
export interface StoredKey {
  readonly host: string;
  readonly name: string;
  readonly value: string;
}

/** A certificate of the cluster's authority. */
export interface IssuedCertificate {
  /** Hexadecimal digits in capitals. */
  readonly serial: string;
  readonly kind: 'host' | 'person';
  /** Of the host or person. */
  readonly name: string;
  /** Of the host; empty for a person. */
  readonly service: string;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** Left out while it is good. */
  readonly revokedSeconds?: number;
  /** Its host gets no other until it is to be installed anew. */
  readonly isBarred?: boolean;
}

export interface CertificateFilter {
  /** Of this host or person. */
  readonly name?: string;
  /** Only those that are revoked. */
  readonly revoked?: true;
}

/** What a host said last of what it was made to, but for the things themselves. */
export interface KeptRecord {
  readonly host: string;
  readonly timeSeconds: number;
  readonly summary: Omit<HostRecord, 'things' | 'versions'> & {
    /** SHA-256 of what packages it had in which versions; left out by records of earlier programs. */
    readonly installed?: string;
  };
  /** Files that were otherwise when it was last looked. */
  readonly drift: readonly string[];
}

export interface HostEvent {
  readonly id: number;
  readonly timeSeconds: number;
  readonly host: string;
  /** `added`, `removed`, `started`, `phase`, `finished`, `failed`, `boot`, `replaced` ... */
  readonly kind: string;
  readonly text: string;
}

/** Counters that tell what to look at again. */
export interface Revisions {
  /** Any change of any host. */
  readonly hosts: number;
  /** Names, MAC and other addresses, networks: what DHCP and DNS serve. */
  readonly network: number;
  readonly attributes: number;
  readonly discovery: number;
  readonly rollouts: number;
}
