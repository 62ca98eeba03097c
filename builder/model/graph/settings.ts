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

/** "22", "6000-6010". */
export function formatPortRange({ first, last }: PortRange): string {
  return first === last ? `${first}` : `${first}-${last}`;
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

/** A group of the system with its number. */
export interface SystemGroup extends Setting {
  readonly gid: number;
}

/** An account of the system, that nobody logs in to with a password. */
export interface SystemAccount extends Setting {
  readonly uid: number;
  /** Its first group; absent: one of its own name, with its own number. */
  readonly group?: string;
  /** Further groups. */
  readonly groups: readonly string[];
  /** `NO_HOME`: it has none. */
  readonly home: string;
  readonly shell: string;
  readonly comment: string;
}

/** What stands for the home of an account that has none. */
export const NO_HOME = '/nonexistent';

/** A file system that comes to the folder of its name. */
export interface Mount extends Setting {
  /** A device, "LABEL=data", "HOST:/folder", or a folder of this machine (type "bind"). */
  readonly what: string;
  /** As mount knows it. */
  readonly type: string;
  /** Separated by commas; empty: none. */
  readonly options: string;
  /** It comes when somebody looks, and not when the machine starts. */
  readonly automount: boolean;
}

/** A folder that others may mount over NFS: its name. */
export interface Export extends Setting {
  /** Networks, addresses and names of hosts, as exports knows them. */
  readonly clients: readonly string[];
  readonly options: string;
}

/** Something that happens again and again. */
export interface Timer extends Setting {
  /** Calendar expression of systemd; absent where it starts again and again. */
  readonly calendar?: string;
  /** Spans of time of systemd, as "10min": between two starts, and between the machine's start and the first. */
  readonly every?: string;
  readonly first?: string;
  /** At most so much later, at random. */
  readonly delay?: string;
  /** A command line of systemd; absent: the service of its name is somebody else's. */
  readonly run?: string;
  readonly user: string;
}

/** A certificate of the cluster's authority for a service of the machine: its name. */
export interface ServiceCertificate extends Setting {
  /** Names that the service has beside those of the machine. */
  readonly names: readonly string[];
  /** Who may read the key, and how: four octal digits. */
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
  /** Units that take up a new one, each with its type. */
  readonly restart: readonly string[];
  /** It may sign others. */
  readonly authority: boolean;
  /** Host name of the frontend, which is asked. */
  readonly frontend: string;
}

/** The machine knows the cluster's authority, and whom it has revoked. */
export interface Trust extends Setting {
  /** Units that take up a new list of who is revoked, each with its type. */
  readonly restart: readonly string[];
  readonly frontend: string;
}

/** A setting of the kernel. */
export interface Sysctl extends Setting {
  readonly value: string;
}

/** A module of the kernel. */
export interface KernelModule extends Setting {
  readonly state: 'loaded' | 'blacklisted' | 'left alone';
  /** As modprobe takes them; empty: none. */
  readonly options: string;
}

/** Which of several programs has a common name. */
export interface Alternative extends Setting {
  readonly path: string;
}

/** Which versions of packages the package manager prefers. */
export interface Pin extends Setting {
  readonly packages: readonly string[];
  /** "version 1.2*", "release a=stable". */
  readonly choice: string;
  readonly priority: number;
}

/** A VLAN on another link, a bond or a bridge of cards. */
export type MadeLink =
  | { readonly kind: 'vlan'; readonly id: number; readonly on: string }
  | { readonly kind: 'bond'; readonly mode: string; readonly of: readonly string[] }
  | { readonly kind: 'bridge'; readonly stp: boolean; readonly of: readonly string[] };

export interface LinkRoute {
  /** "10.9.0.0/16". */
  readonly to: string;
  /** The address of the router. */
  readonly via: string;
}

/** A further network card, and the network on it. */
export interface Link extends Setting {
  /** Addresses of cards that may be it, in small letters. */
  readonly macs: readonly string[];
  /** Name of the card; `*` stands for any characters. */
  readonly card?: string;
  /** Where the card is, as udev says it: "pci-0000:03:00.0". */
  readonly path?: string;
  /** What it is made of, where it is no card. */
  readonly made?: MadeLink;
  /** "10.2.0.5/16"; none: by DHCP. */
  readonly addresses: readonly string[];
  /** It has no address, and asks for none. */
  readonly bare?: true;
  /** Networks that are behind a router. */
  readonly routes?: readonly LinkRoute[];
  /** An address, or "dhcp": the one that DHCP says. */
  readonly gateway?: string;
  readonly dns: readonly string[];
  readonly mtu?: number;
}
