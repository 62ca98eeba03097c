import {
  formOf,
  isIpv6,
  isMac,
  type Link,
  normalizeMac,
  normalizeNetwork,
  parseIpv4,
  type ValueType,
} from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { splitWords, wordsType } from '../setting/setting.ts';
import { UNIT_NAME } from './names.ts';

const DHCP = 'dhcp';
const isAddress = (text: string): boolean => parseIpv4(text) !== undefined || isIpv6(text);

const MACS: ValueType = wordsType({
  what: 'MAC address',
  hint: 'Write it like 52:54:00:12:34:56; several are separated by commas',
  accepts: (word) => isMac(normalizeMac(word)),
});
const CARD = formOf('name of a card', /^[A-Za-z*?][A-Za-z0-9_.*?-]{0,14}$/, 'Write it like eth1, or enp*s1');
const ADDRESSES: ValueType = wordsType({
  what: 'address',
  hint: 'Write it with its prefix, like 10.2.0.5/16; without an address, the card asks by DHCP',
  accepts: (word) => word.includes('/') && normalizeNetwork(word) !== undefined,
});
const GATEWAY: ValueType = {
  what: 'gateway',
  hint: `Write an address, or ${DHCP} for the one that DHCP says`,
  accepts: (value) => value === DHCP || isAddress(value),
};
const SERVERS: ValueType = wordsType({
  what: 'name server',
  hint: 'Write addresses, separated by commas',
  accepts: isAddress,
});
const MTU: ValueType = {
  what: 'number of bytes',
  hint: 'Write a number from 576 to 9216',
  accepts: (value) => /^\d{3,4}$/.test(value) && Number(value) >= 576 && Number(value) <= 9216,
};

/** `<link name="storage" card="eth1" address="10.2.0.5/16"/>`: a further network card. */
export const link = defineSetting({
  name: 'link',
  key: 'links',
  title: 'Network card',
  plural: 'Further network cards',
  rank: 16,
  verb: 'sets it up',
  attributes: {
    name: { type: UNIT_NAME, isRequired: true },
    mac: { type: MACS },
    card: { type: CARD },
    address: { type: ADDRESSES },
    gateway: { type: GATEWAY },
    dns: { type: SERVERS },
    mtu: { type: MTU },
  },
  nameOf: ({ name }) => name ?? '',
  read: ({ name, mac, card, address, gateway, dns, mtu }) => {
    if (mac === undefined && card === undefined)
      return {
        message: `Nothing says which card "${name}" is`,
        hint: 'Write card="eth1" or mac="52:54:00:12:34:56"',
      };
    if (gateway === DHCP && address !== undefined)
      return {
        message: `Card "${name}" has an address, and does not ask by DHCP`,
        hint: 'Write the gateway',
      };
    return {
      macs: splitWords(mac).map(normalizeMac),
      ...(card === undefined ? {} : { card }),
      addresses: splitWords(address),
      ...(gateway === undefined ? {} : { gateway }),
      dns: splitWords(dns),
      ...(mtu === undefined ? {} : { mtu: Number(mtu) }),
    };
  },
  describe: ({ macs, card, addresses }: Link) =>
    `${[...macs, ...(card === undefined ? [] : [card])].join(' ')}: ${addresses.length === 0 ? DHCP : addresses.join(' ')}`,
  claims: ({ name, addresses, macs }) => [
    `the network card "${name}"`,
    ...addresses.map((address) => `the address ${address.split('/')[0]}`),
    ...macs.map((mac) => `the network card ${mac}`),
  ],
});
