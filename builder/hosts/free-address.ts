import { fail } from '../model/mod.ts';
import { broadcastOf, formatIpv4, networkOf, parseIpv4 } from '../model/values/ipv4.ts';
import type { Network } from './types.ts';
import { ipv4NetworkOf } from './words.ts';

/**
 * Makes a function that gives the lowest free address of a network at each call: never the frontend's, never one
 * lent to strangers, never the same twice.
 *
 * @param used addresses that hosts carry
 * @throws {BuildError} NETWORK_FULL, from the function
 */
export function createAddressPicker(network: Network, used: Iterable<string>): () => string {
  const iface = ipv4NetworkOf(network);
  const small = iface.prefix >= 31;
  const taken = new Set<number | undefined>([...used, network.frontendAddress ?? ''].map(parseIpv4));
  const from = parseIpv4(network.rangeFrom ?? '') ?? Number.POSITIVE_INFINITY;
  const to = parseIpv4(network.rangeTo ?? '') ?? Number.NEGATIVE_INFINITY;
  const last = broadcastOf(iface) - (small ? 0 : 1);
  let next = networkOf(iface) + (small ? 0 : 1);
  return () => {
    for (; next <= last; next += 1) {
      if (next >= from && next <= to) next = to;
      else if (!taken.has(next)) {
        next += 1;
        return formatIpv4(next - 1);
      }
    }
    const hint = 'Remove hosts that are gone, or make the range of strangers smaller: cairn network set';
    return fail(
      'NETWORK_FULL',
      `No address is free in network "${network.name}" (${network.network}/${network.prefix})`,
      undefined,
      hint,
    );
  };
}

/** The upper quarter of a network, for strangers: known hosts grow from below. */
export function defaultRange(network: Network): { readonly rangeFrom: string; readonly rangeTo: string } {
  const iface = ipv4NetworkOf(network);
  const sizeAddresses = 2 ** (32 - iface.prefix);
  const first = networkOf(iface) + Math.ceil((sizeAddresses * 3) / 4);
  return { rangeFrom: formatIpv4(first), rangeTo: formatIpv4(broadcastOf(iface) - 1) };
}
