import type { Origin } from './origin.ts';

/** A setting of the installed system that nodes say as data. */
export interface Setting {
  /** What it is about, for people: "22/tcp", "vm.swappiness". */
  readonly name: string;
  /** All who say it, in traversal order. */
  readonly by: readonly Origin[];
}

/** Ports from the first to the last, both among them. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export type PortProtocol = 'tcp' | 'udp';

/** What the firewall lets in. */
export interface Opening extends Setting {
  /** From the lowest to the highest, none touching another; empty: all. */
  readonly ports: readonly PortRange[];
  /** Empty: all, and what has no ports too. */
  readonly protocols: readonly PortProtocol[];
  /** Ports that packets must come from; empty: any. */
  readonly sourcePorts: readonly PortRange[];
  /** Networks that they must come from, as "10.1.0.0/16"; empty: from everywhere. */
  readonly networks: readonly string[];
}
