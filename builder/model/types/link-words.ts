import { parseIpv4 } from '../values/ipv4.ts';
import { isMac, normalizeMac } from '../values/mac.ts';
import { isIpv6, normalizeNetwork } from '../values/network-words.ts';
import { formOf, type ValueType } from '../values/value-type.ts';

/** What stands for "asks by DHCP". */
export const DHCP = 'dhcp';
/** What stands for "no address of its own". */
export const NO_ADDRESS = 'none';
/** What a VLAN is on that is on the card of the private network. */
export const PRIVATE_LINK = 'private';

const isAddress = (text: string): boolean => parseIpv4(text) !== undefined || isIpv6(text);
const isNetwork = (text: string): boolean => text.includes('/') && normalizeNetwork(text) !== undefined;

/** Words separated by commas, each in its form. */
function commas(what: string, hint: string, accepts: (word: string) => boolean): ValueType {
  const split = (value: string): readonly string[] => value.split(/[\s,]+/).filter((word) => word !== '');
  return { what, hint, accepts: (value) => split(value).length > 0 && split(value).every(accepts) };
}

const CARD_NAME = /^[A-Za-z*?][A-Za-z0-9_.*?-]{0,14}$/;
/** As networks of a frontend are called, and links. */
export const LINK_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/;

function within(what: string, first: number, last: number): ValueType {
  return {
    what,
    hint: `Write a number from ${first} to ${last}`,
    accepts: (value) => /^\d{1,5}$/.test(value) && Number(value) >= first && Number(value) <= last,
  };
}

const BOND_MODES = [
  'active-backup',
  'balance-rr',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
];

function oneOf(what: string, words: readonly string[]): ValueType {
  return { what, hint: `Known are: ${words.join(', ')}`, accepts: (value) => words.includes(value) };
}

/** What may be said of a further network card, or of what is made of cards: by element and by attribute alike. */
export const LINK_WORDS = {
  mac: commas('MAC address', 'Write it like 52:54:00:12:34:56; several are separated by commas', (word) =>
    isMac(normalizeMac(word)),
  ),
  card: formOf('name of a card', CARD_NAME, 'Write it like eth1, or enp*s1'),
  path: formOf(
    'path of a card',
    /^[A-Za-z0-9*?][A-Za-z0-9:.*?_-]{1,80}$/,
    'Write it like pci-0000:03:00.0, as ID_PATH of udevadm info says it',
  ),
  address: {
    what: 'address',
    hint: 'Write it with its prefix, like 10.2.0.5/16; without an address, the card asks by DHCP; none: it has none',
    accepts: (value) =>
      value === NO_ADDRESS ||
      value
        .split(/[\s,]+/)
        .filter(Boolean)
        .every(isNetwork),
  },
  network: {
    what: 'network',
    hint: 'Write it like 10.2.0.0/16, or the name of a network: the machine has the place in it that it has on the private one',
    accepts: (value) => isNetwork(value) || LINK_NAME.test(value),
  },
  gateway: {
    what: 'gateway',
    hint: `Write an address, or ${DHCP} for the one that DHCP says`,
    accepts: (value) => value === DHCP || isAddress(value),
  },
  dns: commas('name server', 'Write addresses, separated by commas', isAddress),
  mtu: within('number of bytes', 576, 9216),
  routes: commas('route', 'Write them like 10.9.0.0/16@10.2.0.1, separated by commas', (word) => {
    const [to = '', via = '', ...more] = word.split('@');
    return more.length === 0 && isNetwork(to) && isAddress(via);
  }),
  vlan: within('number of a VLAN', 1, 4094),
  on: formOf('link', LINK_NAME, `Write the name of another link, or ${PRIVATE_LINK}`),
  bond: oneOf('kind of bond', BOND_MODES),
  bridge: oneOf('kind of bridge', ['plain', 'stp']),
  of: commas(
    'card',
    'Write names or MAC addresses of cards, separated by commas',
    (word) => CARD_NAME.test(word) || isMac(normalizeMac(word)),
  ),
} as const satisfies Record<string, ValueType>;

export type LinkWord = keyof typeof LINK_WORDS;
/** What is said of one link, by word. */
export type LinkValues = { readonly name?: string } & { readonly [Word in LinkWord]?: string };

/** Why words do not go together: what is wrong, and what to do. */
export interface LinkFault {
  readonly message: string;
  readonly hint: string;
}

/** What is wrong with a link whose words have their forms. */
export function judgeLink(values: LinkValues): LinkFault | undefined {
  const { name = '', mac, card, path, vlan, on, bond, bridge, of, address, network, gateway } = values;
  const kinds = [vlan, bond, bridge].filter((word) => word !== undefined).length;
  const isCard = (mac ?? card ?? path) !== undefined;
  const fault = (message: string, hint: string): LinkFault => ({ message, hint });
  if (kinds === 0 && !isCard)
    return fault(`Nothing says which card "${name}" is`, 'Write card="eth1" or mac="52:54:00:12:34:56"');
  if (kinds > 1 || (kinds > 0 && isCard))
    return fault(
      `"${name}" is several things at once`,
      'Write one of card, mac and path; or vlan, bond or bridge',
    );
  if (kinds > 0 && !/^[A-Za-z][A-Za-z0-9_-]{0,14}$/.test(name))
    return fault(
      `"${name}" is no name of a device`,
      'Use up to 15 letters, digits, "_" and "-"; begin with a letter',
    );
  if ((vlan === undefined) !== (on === undefined))
    return fault(`"${name}" has vlan or on alone`, 'Write both: vlan="20" on="storage"');
  if ((bond ?? bridge) === undefined ? of !== undefined : of === undefined)
    return fault(`"${name}": "of" goes with bond and bridge`, 'Write bond="802.3ad" of="eth1,eth2"');
  if (network !== undefined && address !== undefined)
    return fault(`"${name}" has an address and a network`, 'Write one of them');
  if (gateway === DHCP && (address ?? network) !== undefined)
    return fault(`Card "${name}" has an address, and does not ask by DHCP`, 'Write the gateway');
  return undefined;
}
