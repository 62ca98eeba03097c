import {
  factsOfHost,
  groupStoredAttributes,
  type Host,
  identityOfHost,
  mergeLayers,
  pickLayers,
  pickRelease,
  type SaidAttributes,
  type StoredAttribute,
} from '../../../hosts/mod.ts';
import {
  FRONTEND_PATHS,
  type HostDocument,
  type HostRoster,
  RELEASE_ATTRIBUTE,
  type Roster,
} from '../../../model/mod.ts';
import {
  type AllWords,
  renderDhcpHosts,
  renderDhcpOptions,
  renderDnsHosts,
} from '../../../render/boot-scripts/mod.ts';
import { type FrontendConfig, serviceUrl } from '../shared/config.ts';

/** Releases that machines get. */
export interface PublishedReleases {
  /** Name of the one in use. */
  readonly inUse: string;
  /** Operating systems by release, that of the one in use among them: "debian-13". */
  readonly os: ReadonlyMap<string, string>;
}

/** All that is written from the state, read at one moment. */
export interface PublishInput {
  readonly config: FrontendConfig;
  readonly releases: PublishedReleases;
  readonly hosts: readonly Host[];
  readonly attributes: readonly StoredAttribute[];
  /** Whether machines without a name get an address. */
  readonly strangers: boolean;
  /** What machines of each appliance may ask of the others; of those that may ask nothing, nothing. */
  readonly rosters?: ReadonlyMap<string, Roster> | undefined;
  /** What DHCP and DNS say of hosts besides. */
  readonly words?: AllWords | undefined;
}

/** Texts of everything that is written from the state. */
export interface Published {
  /** Of `dhcp-hostsfile` and `addn-hosts`. */
  readonly dhcpHosts: string;
  /** Of `dhcp-optsfile`. */
  readonly dhcpOptions: string;
  readonly dnsHosts: string;
  /** Host documents by name. */
  readonly documents: ReadonlyMap<string, string>;
  /** Lists of hosts by appliance. */
  readonly rosters: ReadonlyMap<string, string>;
}

/** Makes the texts; time and memory grow with the number of hosts and attributes, and with nothing else. */
export function planPublished(input: PublishInput): Published {
  const { config, hosts, words = new Map() } = input;
  // Secret ones never come this far.
  const said = groupStoredAttributes(input.attributes.filter(({ secret }) => !secret));
  return {
    dhcpHosts: renderDhcpHosts(hosts, input.strangers, words),
    dhcpOptions: renderDhcpOptions(words),
    dnsHosts: renderDnsHosts([{ name: config.hostname, macs: [], address: config.address }, ...hosts], words),
    documents: new Map(
      hosts.map((host) => [host.name, `${JSON.stringify(composeDocument(host, said, input))}\n`]),
    ),
    rosters: new Map(
      [...(input.rosters ?? [])].map(([appliance, { hosts: others }]) => {
        const roster: HostRoster = { format: 1, hosts: others };
        return [appliance, `${JSON.stringify(roster)}\n`];
      }),
    ),
  };
}

function composeDocument(
  host: Host,
  said: SaidAttributes,
  { config, releases, rosters }: PublishInput,
): HostDocument {
  const facts = factsOfHost(host);
  const osInUse = releases.os.get(releases.inUse) ?? '';
  const release = pickRelease(said, identityOfHost(facts, osInUse), releases.inUse);
  // One that is not here installs nobody: its host waits for another
  const os = releases.os.get(release) ?? osInUse;
  const { host: own, ...scopes } = mergeLayers(pickLayers(said, identityOfHost(facts, os)));
  return {
    format: 1,
    ...facts,
    attributes: {
      ...scopes,
      host: {
        host_mac: facts.mac,
        host_address: facts.address,
        ...own,
        [RELEASE_ATTRIBUTE]: release,
      },
    },
    frontend: { hostname: config.hostname, address: config.address, service: serviceUrl(config) },
    // Its name alone: the list changes with every host, and this document does not
    ...(rosters?.has(facts.appliance) === true
      ? { roster: `${FRONTEND_PATHS.rosters}/${facts.appliance}.json` }
      : {}),
  };
}
