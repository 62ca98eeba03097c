import { fail } from '../../../model/mod.ts';
import { broadcastOf, formatIpv4, parseIpv4 } from '../../../model/values/ipv4.ts';

/** The last quarter of the network, its broadcast address left out: for machines that have no name yet. */
export function findStrangerRange(
  address: string,
  prefix: number,
): { readonly from: string; readonly to: string } {
  const own = parseIpv4(address) ?? fail('YAML_VALUE', `"${address}" is no IPv4 address`);
  const last = broadcastOf({ address: own, prefix });
  const size = 2 ** (32 - prefix - 2);
  return { from: formatIpv4(last - size + 1), to: formatIpv4(last - 1) };
}
