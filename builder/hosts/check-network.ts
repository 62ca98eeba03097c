import { errorProblem, type Problem } from '../model/mod.ts';
import { isHostAddress, networkOf, parseIpv4 } from '../model/values/ipv4.ts';
import type { HostDescription, Network } from './types.ts';
import { checkAddress, ipv4NetworkOf } from './words.ts';

const MAX_HOSTS_NAMED = 5;

/** Everything wrong with a network, by itself and for the hosts that are on it. */
export function checkNetwork(network: Network, hosts: readonly HostDescription[]): Problem[] {
  const problems: Problem[] = [];
  const wrong = (message: string, hint?: string): void => {
    problems.push(errorProblem('NETWORK_WRONG', message, undefined, hint));
  };
  const text = `${network.network}/${network.prefix}`;
  const address = parseIpv4(network.network);
  const isPrefix = Number.isInteger(network.prefix) && network.prefix >= 8 && network.prefix <= 30;
  if (address === undefined || !isPrefix) {
    wrong(`Bad network "${text}"`, 'Write it like 10.1.0.0/16, with 8 to 30 bits');
    return problems;
  }
  const iface = ipv4NetworkOf(network);
  if (networkOf(iface) !== address) wrong(`Bad network "${text}": that is an address in it`);
  if (!/^[a-z][a-z0-9-]*$/.test(network.name)) wrong(`Bad name of a network "${network.name}"`);
  for (const key of ['frontendAddress', 'rangeFrom', 'rangeTo'] as const) {
    const value = network[key];
    if (value === undefined) continue;
    const parsed = parseIpv4(value);
    if (parsed === undefined || !isHostAddress(parsed, iface)) {
      wrong(`Bad ${NAMES[key]} "${value}": it is not of network ${text}`);
    }
  }
  const { rangeFrom: from, rangeTo: to } = network;
  if ((from === undefined) !== (to === undefined)) wrong('A range of strangers needs both ends');
  const [first, last] = [parseIpv4(from ?? ''), parseIpv4(to ?? '')];
  const own = parseIpv4(network.frontendAddress ?? '');
  if (first !== undefined && last !== undefined) {
    if (first > last) wrong(`Bad range of strangers "${from}" to "${to}": its end comes first`);
    if (own !== undefined && own >= first && own <= last) {
      wrong(`The range of strangers "${from}" to "${to}" holds the frontend's own address`);
    }
  }
  if (network.interface !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/.test(network.interface)) {
    wrong(`Bad interface "${network.interface}"`);
  }
  if (network.domain !== undefined && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(network.domain)) {
    wrong(`Bad domain "${network.domain}"`, 'Write it like cluster.example.org, in small letters');
  }
  if (network.mtu !== undefined && !(network.mtu >= 576 && network.mtu <= 65_535)) {
    wrong(`Bad MTU "${network.mtu}"`, 'Use a whole number from 576 to 65535');
  }
  if (problems.length === 0) {
    for (const { name } of hosts) {
      if (name === network.frontendName) wrong(`Host "${name}" is called like the frontend`);
    }
    const lost = hosts.filter((host) => checkAddress(host.address, network).length > 0);
    for (const host of lost.slice(0, MAX_HOSTS_NAMED)) {
      wrong(`Host "${host.name}" has address "${host.address}", which would not fit any more`);
    }
    if (lost.length > MAX_HOSTS_NAMED) wrong(`So it is with ${lost.length - MAX_HOSTS_NAMED} more hosts`);
  }
  return problems;
}

const NAMES = {
  frontendAddress: 'address of the frontend',
  rangeFrom: 'begin of the range of strangers',
  rangeTo: 'end of the range of strangers',
} as const;
