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
  readonly dhcpOptionsFile: string;
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

/** What is said of a machine besides its name and address. */
export interface HostWords {
  /** Further names for its address. */
  readonly aliases: readonly string[];
  /** Its names and addresses on further networks. */
  readonly others: readonly { readonly name: string; readonly address: string }[];
  /** Of DHCP: `NAME=VALUE` or `NUMBER=VALUE`. */
  readonly options: readonly string[];
}

/** By the names of machines. */
export type AllWords = ReadonlyMap<string, HostWords>;

/** Lists of options, each once, by the tag that machines with them have. */
function tagOptions(words: AllWords): ReadonlyMap<string, string> {
  const lists = [...new Set([...words.values()].map(({ options }) => options.join(' ')))];
  return new Map(lists.filter((list) => list !== '').map((list, index) => [list, `words${index + 1}`]));
}

/**
 * The file of `dhcp-hostsfile`: fixed addresses, and whether anybody else gets an answer.
 *
 * @param strangers true while there is discovery
 */
export function renderDhcpHosts(
  hosts: readonly NamedMachine[],
  strangers: boolean,
  words: AllWords = new Map(),
): string {
  const tags = tagOptions(words);
  const lines = hosts
    .filter(({ macs }) => macs.length > 0)
    .map(({ macs, address, name }) => {
      const tag = tags.get(words.get(name)?.options.join(' ') ?? '');
      return `${macs.join(',')},${tag === undefined ? '' : `set:${tag},`}${address},${name}\n`;
    });
  // The entry with the fewest wildcards wins: this one counts for those that have none of their own.
  return `${lines.join('')}${strangers ? '' : '*:*:*:*:*:*,ignore\n'}`;
}

/** The file of `dhcp-optsfile`: what machines with a tag are told besides. */
export function renderDhcpOptions(words: AllWords): string {
  const lines = [...tagOptions(words)].flatMap(([list, tag]) =>
    list.split(' ').map((option) => {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(option) ?? [];
      return `tag:${tag},${/^\d+$/.test(name) ? name : `option:${name}`},${value}\n`;
    }),
  );
  return lines.join('');
}

/** The file of `addn-hosts`: names for DNS, the frontend's among them; the domain is added by dnsmasq. */
export function renderDnsHosts(hosts: readonly NamedMachine[], words: AllWords = new Map()): string {
  return hosts
    .flatMap(({ address, name }) => {
      const { aliases = [], others = [] } = words.get(name) ?? {};
      const further = others.map((other) => `${other.address} ${other.name}\n`);
      return [`${[address, name, ...aliases].join(' ')}\n`, ...further];
    })
    .join('');
}
