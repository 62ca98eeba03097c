import { normalizeNetwork, type Opening, type PortProtocol, type ValueType } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import {
  type ReadAttribute,
  type SettingFault,
  type SettingValues,
  splitWords,
  wordsType,
  wordType,
} from '../setting/setting.ts';
import { formatPorts, PORTS, PORTS_OR_ALL, parsePorts } from './ports.ts';
import { PRIVATE, readNetworks } from './private-network.ts';

const EVERYBODY = 'public';

const SOURCES: ValueType = wordsType({
  what: 'source',
  hint: `Write ${PRIVATE}, ${EVERYBODY}, networks like 10.2.0.0/16, or the hosts of an appliance: &hosts.addresses.web;`,
  accepts: (word) => word === EVERYBODY || word === PRIVATE || normalizeNetwork(word) !== undefined,
});

/** `<open port="..." protocol="..." from="..."/>`: what the firewall lets in. */
export const open = defineSetting({
  name: 'open',
  key: 'openings',
  title: 'Opening',
  plural: 'Openings of the firewall',
  rank: 6,
  verb: 'opens it',
  attributes: {
    port: { type: PORTS_OR_ALL, isRequired: true },
    protocol: { type: wordsType(wordType('protocol', 'tcp', 'udp')) },
    from: { type: SOURCES, isSelection: true },
    fromport: { type: PORTS },
  },
  nameOf: (values) => {
    const protocols = protocolsOf(values);
    const ports = values.port === 'all' ? 'all' : formatPorts(parsePorts(values.port));
    return protocols.length === 0 ? ports : `${ports}/${protocols.join(',')}`;
  },
  read: (values, readAttribute) => {
    const networks = networksOf(values.from ?? PRIVATE, readAttribute);
    if ('message' in networks) return networks;
    return {
      ports: values.port === 'all' ? [] : parsePorts(values.port),
      protocols: protocolsOf(values),
      sourcePorts: parsePorts(values.fromport),
      networks,
    };
  },
  describe: ({ networks, sourcePorts }: Opening) => {
    const ports = sourcePorts.length === 0 ? '' : `, from port ${formatPorts(sourcePorts)}`;
    return `from ${networks.length === 0 ? 'everywhere' : networks.join(', ')}${ports}`;
  },
  claims: () => [],
  // "53", "53/udp", "40000" of a range
  matches: (name, thing) => {
    const [ports = '', protocols = ''] = name.split('/');
    const [port = '', protocol] = thing.split('/');
    if (name === thing) return true;
    const isMeant = parsePorts(ports).some(
      ({ first, last }) => first <= Number(port) && Number(port) <= last,
    );
    return isMeant && (protocol === undefined || protocols.split(',').includes(protocol));
  },
});

/** Packets have ports if their protocol does: without a word about either, everything is let in. */
function protocolsOf({
  port,
  protocol,
  fromport,
}: SettingValues<'port' | 'protocol' | 'fromport'>): readonly PortProtocol[] {
  const words = splitWords(protocol ?? (port === 'all' && fromport === undefined ? '' : 'tcp'));
  return (['tcp', 'udp'] as const).filter((one) => words.includes(one));
}

/** @returns none for everywhere */
function networksOf(from: string, readAttribute: ReadAttribute): readonly string[] | SettingFault {
  return splitWords(from).includes(EVERYBODY) ? [] : readNetworks(from, readAttribute);
}
