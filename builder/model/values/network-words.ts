import { formatIpv4, networkOf, parseIpv4Interface } from './ipv4.ts';
import { isIpv6 } from './ipv6.ts';

/**
 * A network as programs write it: "10.1.0.0/16" of "10.1.2.3/16"; an address alone is a network of one. IPv6 in small
 * letters, as it was said.
 *
 * @returns undefined for what is no address with or without a prefix
 */
export function normalizeNetwork(text: string): string | undefined {
  const ipv4 = parseIpv4Interface(text.includes('/') ? text : `${text}/32`);
  if (ipv4 !== undefined) return `${formatIpv4(networkOf(ipv4))}/${ipv4.prefix}`;
  const [address = '', prefix = '128', ...rest] = text.split('/');
  const isRight = rest.length === 0 && /^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= 128;
  return isRight && isIpv6(address) ? `${address.toLowerCase()}/${prefix}` : undefined;
}
