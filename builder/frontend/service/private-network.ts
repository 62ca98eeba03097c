import { formatIpv4, networkOf, parseIpv4 } from '../../model/files/ipv4.ts';
import { fail } from '../../model/mod.ts';
import type { Network, State } from '../state/mod.ts';
import type { FrontendConfig } from './config.ts';
import { findStrangerRange } from './stranger-range.ts';

/** The private network as the state knows it; at the first start, as the frontend's description says. */
export async function ensurePrivateNetwork(
  state: Pick<State, 'listNetworks' | 'setNetwork'>,
  config: FrontendConfig,
): Promise<Network> {
  const known = (await state.listNetworks()).find(({ name }) => name === 'private');
  if (known !== undefined) return known;
  const { address, prefix, domain } = config;
  const own = parseIpv4(address) ?? fail('YAML_VALUE', `"${address}" is no IPv4 address`);
  const range = findStrangerRange(address, prefix);
  const network: Network = {
    name: 'private',
    network: formatIpv4(networkOf({ address: own, prefix })),
    prefix,
    frontendAddress: address,
    domain,
    rangeFrom: range.from,
    rangeTo: range.to,
  };
  await state.setNetwork(network);
  return network;
}
