import {
  factsOfHost,
  groupStoredAttributes,
  type Host,
  identityOfHost,
  mergeLayers,
  pickLayers,
  type SaidAttributes,
  type StoredAttribute,
} from '../../../hosts/mod.ts';
import { FRONTEND_PATHS, type HostDocument, type HostRoster, type Roster } from '../../../model/mod.ts';
import { renderDhcpHosts, renderDnsHosts } from '../../../render/boot-scripts/mod.ts';
import { type FrontendConfig, serviceUrl } from '../shared/config.ts';

/** All that is written from the state, read at one moment. */
export interface PublishInput {
  readonly config: FrontendConfig;
  readonly os: string;
  readonly hosts: readonly Host[];
  readonly attributes: readonly StoredAttribute[];
  /** Whether machines without a name get an address. */
  readonly strangers: boolean;
  /** What machines of each appliance may ask of the others; of those that may ask nothing, nothing. */
  readonly rosters?: ReadonlyMap<string, Roster> | undefined;
}

/** Texts of everything that is written from the state. */
export interface Published {
  /** Of `dhcp-hostsfile` and `addn-hosts`. */
  readonly dhcpHosts: string;
  readonly dnsHosts: string;
  /** Host documents by name. */
  readonly documents: ReadonlyMap<string, string>;
  /** Lists of hosts by appliance. */
  readonly rosters: ReadonlyMap<string, string>;
}

/** Makes the texts; time and memory grow with the number of hosts and attributes, and with nothing else. */
export function planPublished(input: PublishInput): Published {
  const { config, hosts } = input;
  // Secret ones never come this far.
  const said = groupStoredAttributes(input.attributes.filter(({ secret }) => !secret));
  return {
    dhcpHosts: renderDhcpHosts(hosts, input.strangers),
    dnsHosts: renderDnsHosts([{ name: config.hostname, macs: [], address: config.address }, ...hosts]),
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
  { config, os, rosters }: PublishInput,
): HostDocument {
  const facts = factsOfHost(host);
  const { host: own, ...scopes } = mergeLayers(pickLayers(said, identityOfHost(facts, os)));
  return {
    format: 1,
    ...facts,
    attributes: { ...scopes, host: { host_mac: facts.mac, host_address: facts.address, ...own } },
    frontend: { hostname: config.hostname, address: config.address, service: serviceUrl(config) },
    // Its name alone: the list changes with every host, and this document does not
    ...(rosters?.has(facts.appliance) === true
      ? { roster: `${FRONTEND_PATHS.rosters}/${facts.appliance}.json` }
      : {}),
  };
}
