import type { Host, StoredAttribute } from '../../../hosts/mod.ts';
import {
  type AttributeMap,
  type AttributeScopes,
  type HostDocument,
  parseOperatingSystem,
} from '../../../model/mod.ts';
import { type DnsmasqHost, renderDhcpHosts, renderDnsHosts } from '../../../render/boot-scripts/mod.ts';
import { type FrontendConfig, serviceUrl } from '../shared/config.ts';

/** All that is written from the state, read at one moment. */
export interface PublishInput {
  readonly config: FrontendConfig;
  readonly os: string;
  readonly hosts: readonly Host[];
  readonly attributes: readonly StoredAttribute[];
  /** Whether machines without a name get an address. */
  readonly strangers: boolean;
}

/** Texts of everything that is written from the state. */
export interface Published {
  /** Of `dhcp-hostsfile` and `addn-hosts`. */
  readonly dhcpHosts: string;
  readonly dnsHosts: string;
  /** Host documents by name. */
  readonly documents: ReadonlyMap<string, string>;
}

/** Makes the texts; time and memory grow with the number of hosts and attributes, and with nothing else. */
export function planPublished(input: PublishInput): Published {
  const { config, hosts } = input;
  const scopes = indexScopes(input.attributes);
  const known: DnsmasqHost[] = hosts.map(({ name, macs, address }) => ({ name, macs, address }));
  return {
    dhcpHosts: renderDhcpHosts(known, input.strangers),
    dnsHosts: renderDnsHosts([{ name: config.hostname, macs: [], address: config.address }, ...known]),
    documents: new Map(
      hosts.map((host) => [host.name, `${JSON.stringify(describeHost(host, scopes, input))}\n`]),
    ),
  };
}

function describeHost(host: Host, scopes: ScopeIndex, { config, os }: PublishInput): HostDocument {
  const pick = (scope: string, subject: string): AttributeMap => scopes.get(`${scope} ${subject}`) ?? {};
  const attributes: AttributeScopes = {
    global: pick('global', ''),
    os: { ...pick('os', parseOperatingSystem(os).family), ...pick('os', os) },
    appliance: pick('appliance', host.appliance),
    rack: pick('rack', String(host.rack)),
    host: { host_mac: host.macs[0] ?? '', host_address: host.address, ...pick('host', host.name) },
  };
  return {
    format: 1,
    name: host.name,
    appliance: host.appliance,
    rack: String(host.rack),
    rank: String(host.rank),
    mac: host.macs[0] ?? '',
    address: host.address,
    attributes,
    frontend: { hostname: config.hostname, address: config.address, service: serviceUrl(config) },
  };
}

type ScopeIndex = ReadonlyMap<string, AttributeMap>;

/** Open attributes by scope and subject. Secret ones never come this far. */
function indexScopes(attributes: readonly StoredAttribute[]): ScopeIndex {
  const index = new Map<string, Record<string, string>>();
  for (const { scope, subject, name, value, secret } of attributes) {
    if (secret) continue;
    const key = `${scope} ${subject}`;
    // Without a prototype: an attribute may be called "constructor".
    const values = index.get(key) ?? (Object.create(null) as Record<string, string>);
    values[name] = value;
    index.set(key, values);
  }
  return index;
}
