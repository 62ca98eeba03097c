import type { Host } from '../../hosts/types.ts';
import type { Platform } from '../../model/mod.ts';
import config from './dnsmasq.ejs';

/** The private network, as dnsmasq serves it. */
export interface DnsmasqNetwork {
  readonly hostname: string;
  readonly domain: string;
  /** Of the frontend; addresses are "10.1.1.1". */
  readonly address: string;
  readonly netmask: string;
  /** Addresses for machines that have no name yet. */
  readonly firstStranger: string;
  readonly lastStranger: string;
  readonly leaseSeconds: number;
  /** Files that are read again on SIGHUP, without losing a lease. */
  readonly dhcpHostsFile: string;
  readonly hostsFile: string;
  readonly leaseFile: string;
  readonly pidFile: string;
  readonly resolvFile: string;
  readonly tftpRoot: string;
  /** Of the machines on it. */
  readonly platform: Platform;
}

/** One machine that has a name; whichever of its cards asks gets the address. */
type NamedMachine = Pick<Host, 'name' | 'macs' | 'address'>;

/** `dnsmasq.conf`; it changes only with the network, never with a host. */
export function renderDnsmasqConfig(network: DnsmasqNetwork): string {
  return config({ ...network });
}

/**
 * The file of `dhcp-hostsfile`: fixed addresses, and whether anybody else gets an answer.
 *
 * @param strangers true while there is discovery
 */
export function renderDhcpHosts(hosts: readonly NamedMachine[], strangers: boolean): string {
  const lines = hosts
    .filter(({ macs }) => macs.length > 0)
    .map(({ macs, address, name }) => `${macs.join(',')},${address},${name}\n`);
  // The entry with the fewest wildcards wins: this one counts for those that have none of their own.
  return `${lines.join('')}${strangers ? '' : '*:*:*:*:*:*,ignore\n'}`;
}

/** The file of `addn-hosts`: names for DNS, the frontend's among them; the domain is added by dnsmasq. */
export function renderDnsHosts(hosts: readonly NamedMachine[]): string {
  return hosts.map(({ address, name }) => `${address} ${name}\n`).join('');
}
