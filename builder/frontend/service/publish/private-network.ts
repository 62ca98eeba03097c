import type { Network } from '../../../hosts/mod.ts';
import { fail } from '../../../model/mod.ts';
import { formatIpv4, networkOf, parseIpv4 } from '../../../model/values/ipv4.ts';
import type { State } from '../../state/mod.ts';
import type { FrontendConfig } from '../shared/config.ts';
import { findStrangerRange } from './stranger-range.ts';

/**
 * The private network as the state knows it; as the frontend's description says where that says something else: at the
 * first start, and when the frontend was installed anew with another address. Hosts keep theirs.
 */
export async function ensurePrivateNetwork(
  state: Pick<State, 'listNetworks' | 'setNetwork'>,
  config: FrontendConfig,
): Promise<Network> {
  const { address, prefix, domain, hostname } = config;
  const known = (await state.listNetworks()).find(({ name }) => name === 'private');
  const isSame =
    known?.frontendAddress === address &&
    known.prefix === prefix &&
    known.domain === domain &&
    known.frontendName === hostname;
  if (isSame) return known;
  const own = parseIpv4(address) ?? fail('YAML_VALUE', `"${address}" is no IPv4 address`);
  const range = findStrangerRange(address, prefix);
  const whole = formatIpv4(networkOf({ address: own, prefix }));
  const same = known?.network === whole && known.prefix === prefix;
  const network: Network = {
    ...(same ? known : { rangeFrom: range.from, rangeTo: range.to }),
    name: 'private',
    network: whole,
    prefix,
    frontendAddress: address,
    domain,
    frontendName: hostname,
  };
  await state.setNetwork(network);
  return network;
}
