import { formatIpv4, networkOf, parseIpv4Interface } from './ipv4.ts';

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

/** True for an IPv6 address: eight groups of up to four digits, `::` once in place of groups of zeros. */
export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
