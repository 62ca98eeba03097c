import {
  addressInNetwork,
  errorProblem,
  judgeLink,
  LINK_WORDS,
  LINKS,
  type Link,
  type LinkValues,
  type LinkWord,
  type MadeLink,
  NO_ADDRESS,
  normalizeMac,
  PRIVATE_LINK,
  type Problem,
  parseLinks,
  parseNetworks,
  placeOfOrigin,
} from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import {
  type ReadAttribute,
  type SettingAttribute,
  type SettingFault,
  splitWords,
} from '../setting/setting.ts';
import { UNIT_NAME } from './names.ts';

type LinkBody = Omit<Link, 'name' | 'by'>;

const WORDS = Object.fromEntries(
  Object.entries(LINK_WORDS).map(([word, type]) => [word, { type }]),
) as unknown as Readonly<Record<LinkWord, SettingAttribute>>;

/** `<link name="storage" card="eth1" address="10.2.0.5/16"/>`: a further network card. */
export const link = defineSetting({
  name: 'link',
  key: 'links',
  title: 'Network card',
  plural: 'Further network cards',
  rank: 16,
  verb: 'sets it up',
  attributes: {
    name: { type: UNIT_NAME, isRequired: true, unless: 'from' },
    from: { type: LINKS },
    ...WORDS,
  },
  several: ({ from }) => (from === undefined ? undefined : parseLinks(from)),
  nameOf: ({ name }) => name ?? '',
  read: (values, readAttribute) => {
    const fault = judgeLink(values);
    return fault ?? readLink(values, readAttribute);
  },
  describe: ({ macs, card, path, made, addresses, bare }: Link) => {
    const cards = made === undefined ? [...macs, ...[card ?? path ?? []].flat()] : describeMade(made);
    const way = bare === true ? 'no address' : addresses.length === 0 ? 'dhcp' : addresses.join(' ');
    return `${cards.join(' ')}: ${way}`;
  },
  claims: ({ name, addresses, macs }) => [
    `the network card "${name}"`,
    ...addresses.map((address) => `the address ${address.split('/')[0]}`),
    ...macs.map((mac) => `the network card ${mac}`),
  ],
  check: (links) => {
    const names = new Set([PRIVATE_LINK, ...links.map(({ name }) => name)]);
    return links.flatMap(({ name, made, by }): readonly Problem[] => {
      if (made?.kind !== 'vlan' || (names.has(made.on) && made.on !== name)) return [];
      const hint = `Name another link of this machine, or ${PRIVATE_LINK}`;
      const message = `VLAN "${name}" is on "${made.on}", which is no link of this machine`;
      return [errorProblem('ATTRIBUTE_VALUE', message, placeOfOrigin(by[0]!), hint)];
    });
  },
});

function describeMade(made: MadeLink): readonly string[] {
  if (made.kind === 'vlan') return [`vlan ${made.id} on ${made.on}`];
  return [made.kind === 'bond' ? `bond ${made.mode} of` : 'bridge of', ...made.of];
}

function readLink(values: LinkValues, readAttribute: ReadAttribute): LinkBody | SettingFault {
  const { mac, card, path, address, gateway, dns, routes } = values;
  const place = readPlace(values, readAttribute);
  if ('message' in place) return place;
  const made = readMade(values);
  const bare = address === NO_ADDRESS;
  const mtu = values.mtu ?? place.mtu;
  return {
    macs: splitWords(mac).map(normalizeMac),
    ...(card === undefined ? {} : { card }),
    ...(path === undefined ? {} : { path }),
    ...(made === undefined ? {} : { made }),
    addresses: bare ? [] : [...splitWords(address), ...place.addresses],
    ...(bare ? { bare } : {}),
    ...(gateway === undefined ? {} : { gateway }),
    dns: splitWords(dns),
    ...(mtu === undefined ? {} : { mtu: Number(mtu) }),
    ...(routes === undefined
      ? {}
      : {
          routes: splitWords(routes).map((route) => {
            const [to = '', via = ''] = route.split('@');
            return { to, via };
          }),
        }),
  };
}

function readMade({ vlan, on = '', bond, bridge, of }: LinkValues): MadeLink | undefined {
  const cards = splitWords(of);
  if (vlan !== undefined) return { kind: 'vlan', id: Number(vlan), on };
  if (bond !== undefined) return { kind: 'bond', mode: bond, of: cards };
  return bridge === undefined ? undefined : { kind: 'bridge', stp: bridge === 'stp', of: cards };
}

interface Place {
  readonly addresses: readonly string[];
  readonly mtu?: number;
}

/** The place that a machine has on a network: the one that it has on the private network. */
function readPlace({ name = '', network }: LinkValues, readAttribute: ReadAttribute): Place | SettingFault {
  if (network === undefined) return { addresses: [] };
  const known = parseNetworks(readAttribute('extra_networks') ?? '');
  const named = network.includes('/')
    ? parseNetworks(`n ${network}`)[0]
    : known.find((one) => one.name === network);
  if (named === undefined)
    return {
      message: `Link "${name}" is on the network "${network}", which nobody has described`,
      hint: `Known are: ${known.map((one) => one.name).join(', ') || 'none'}. See: cairn network add`,
    };
  const own = readAttribute('host_address') || readAttribute('private_address') || '';
  const mtu = named.mtu === undefined ? {} : { mtu: named.mtu };
  // Nobody knows yet which machine it is
  if (own === '') return { addresses: [], ...mtu };
  const base = `${readAttribute('private_network') ?? ''}/${readAttribute('private_prefix') ?? ''}`;
  const address = addressInNetwork(own, base, named.network);
  if (address !== undefined) return { addresses: [address], ...mtu };
  return {
    message: `Link "${name}": the network "${network}" has no place for the address ${own}`,
    hint: 'Give the link an address, or make the network as large as the private one',
  };
}
