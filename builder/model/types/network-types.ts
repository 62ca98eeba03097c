import { findHostNameFault } from '../values/host-names.ts';
import { parseIpv4 } from '../values/ipv4.ts';
import { findMacFault } from '../values/mac.ts';
import { adviceOf, formOf, listOf, type ValueType } from '../values/value-type.ts';

const isAddress = (value: string): boolean => parseIpv4(value) !== undefined;
const DOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
/** What resolvers take: names in any case, with an end dot, and addresses of both kinds. */
const SERVER = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9.])?|[0-9A-Fa-f:]{2,39})$/;

const address: ValueType = { what: 'address', hint: 'Write it like 10.1.1.1', accepts: isAddress };

/** Addresses and names of machines and networks. */
export const NETWORK_TYPES = {
  address,
  addresses: listOf('list of addresses', address, 'Write them like 10.1.1.1 10.1.1.2, separated by blanks'),
  network: { what: 'network', hint: 'Write its first address, like 10.1.0.0', accepts: isAddress },
  prefix: formOf('prefix', /^(?:[1-9]|[12]\d|3[0-2])$/, 'Write a number from 1 to 32'),
  mac: adviceOf('MAC address', (value) => findMacFault(value.toLowerCase())),
  interface: formOf('interface', /^[A-Za-z][A-Za-z0-9_.-]{0,14}$/, 'Write it like eth0 or enp3s0'),
  hostname: adviceOf('host name', findHostNameFault),
  domain: formOf('domain', DOMAIN, 'Write it like cluster.example.org, in small letters'),
  servers: listOf(
    'list of servers',
    formOf('server', SERVER, ''),
    'Write names or addresses, separated by blanks',
  ),
} as const satisfies Record<string, ValueType>;
