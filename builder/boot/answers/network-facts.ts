import { broadcastOf, formatIpv4, netmaskOf, networkOf, parseIpv4 } from '../../model/files/mod.ts';
import type { AttributeMap } from '../../model/mod.ts';

/** What is said, with what follows from it: see {@link deriveNetworkFacts}; what is said wins. */
export function addNetworkFacts(said: AttributeMap, known: AttributeMap): AttributeMap {
  return { ...deriveNetworkFacts(said, known), ...said };
}

/**
 * What follows from an address and its prefix, where only those were said: a site file computes it by itself, a
 * dialog or a recipe says only what it is asked for.
 *
 * @param said by one source: nothing follows for a network that it does not speak of
 * @param known everything else, defaults of rolls among it
 * @returns `private_network`, `private_netmask`, `private_broadcast`, and the same of `public`
 */
export function deriveNetworkFacts(said: AttributeMap, known: AttributeMap): AttributeMap {
  const facts = ['private', 'public'].map((name) => {
    const speaks = said[`${name}_address`] !== undefined || said[`${name}_prefix`] !== undefined;
    const all = { ...known, ...said };
    const address = parseIpv4(all[`${name}_address`] ?? '');
    const prefix = Number(all[`${name}_prefix`] || Number.NaN);
    if (!speaks || address === undefined || !(prefix >= 1 && prefix <= 32)) return {};
    return {
      [`${name}_network`]: formatIpv4(networkOf({ address, prefix })),
      [`${name}_netmask`]: formatIpv4(netmaskOf(prefix)),
      [`${name}_broadcast`]: formatIpv4(broadcastOf({ address, prefix })),
    };
  });
  return Object.assign({}, ...facts) as AttributeMap;
}

/** True for a name that {@link deriveNetworkFacts} makes. */
export function isNetworkFact(name: string): boolean {
  return /^(?:private|public)_(?:network|netmask|broadcast)$/.test(name);
}
