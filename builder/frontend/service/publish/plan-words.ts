import { factsOfHost, type Host, type HostFacts, isSaid } from '../../../hosts/mod.ts';
import {
  addressInNetwork,
  type ExtraNetwork,
  parseLinks,
  parseNetworks,
  type ResolvedAttributes,
  splitNames,
} from '../../../model/mod.ts';
import type { HostWords } from '../../../render/boot-scripts/mod.ts';
import { type FrontendConfig, frontendFacts } from '../shared/config.ts';
import { createValueReader, type HostValuesInput } from './host-values.ts';

/** Attributes that DHCP and DNS have a word of. */
const NAMES: readonly string[] = ['dns_aliases', 'dhcp_options', 'extra_links'];

export interface WordsInput extends HostValuesInput {
  readonly config: Pick<FrontendConfig, 'hostname' | 'address' | 'prefix'>;
  readonly hosts: readonly Host[];
}

/**
 * What DHCP and DNS say of hosts, and of the frontend, besides names and addresses; by name, those that have nothing of it
 * left out. Where nobody has set any of it, no host is looked at.
 */
export function planWords(input: WordsInput): ReadonlyMap<string, HostWords> {
  const { config, hosts, graph, others, attributes } = input;
  const graphs = [graph, ...(others?.graphs.values() ?? [])];
  if (!graphs.some((one) => isSaid(NAMES, one, attributes))) return new Map();
  const valuesOf = createValueReader(input);
  const all = [frontendFacts(config), ...hosts.map(factsOfHost)];
  const taken = new Set(all.map(({ name }) => name));
  const words = all.map((facts) => [facts.name, readWords(config, facts, valuesOf(facts), taken)] as const);
  return new Map(
    words.filter(([, { aliases, others, options }]) => aliases.length + others.length + options.length > 0),
  );
}

function readWords(
  { address, prefix }: WordsInput['config'],
  facts: HostFacts,
  values: ResolvedAttributes,
  taken: ReadonlySet<string>,
): HostWords {
  // What is secret is nobody's in DNS and DHCP
  const read = (name: string): string => {
    const value = values.get(name);
    return value === undefined || value.secret ? '' : value.value;
  };
  const networks = new Map(parseNetworks(read('extra_networks')).map((one) => [one.name, one]));
  const places = parseLinks(read('extra_links')).flatMap(({ network }) => {
    const known = networks.get(network ?? '');
    return known === undefined ? [] : [known];
  });
  const addressOn = ({ network }: ExtraNetwork): string | undefined =>
    addressInNetwork(facts.address, `${address}/${prefix}`, network)?.split('/')[0];
  const others = places.flatMap((place) => {
    const found = addressOn(place);
    return found === undefined ? [] : [{ name: `${facts.name}-${place.name}`, address: found }];
  });
  return {
    // A host keeps its name
    aliases: splitNames(read('dns_aliases')).filter((name) => !taken.has(name)),
    others: others.filter(({ name }) => !taken.has(name)),
    options: splitNames(read('dhcp_options')),
  };
}
