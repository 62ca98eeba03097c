/** An IPv4 address as a number from 0 to 2^32 - 1. */
export type Ipv4 = number;

/** An address together with the size of its network: "10.1.1.1/16". */
export interface Ipv4Interface {
  readonly address: Ipv4;
  /** Bits of the network part, 0 to 32. */
  readonly prefix: number;
}

/** Reads "10.1.1.1"; undefined when it is not four numbers from 0 to 255 without leading zeros. */
export function parseIpv4(text: string): Ipv4 | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    address = address * 256 + Number(part);
  }
  return address;
}

/** Reads "10.1.1.1/16"; undefined when address or prefix is wrong or missing. */
export function parseIpv4Interface(text: string): Ipv4Interface | undefined {
  const [first = '', bits = '', ...rest] = text.split('/');
  const address = parseIpv4(first);
  if (address === undefined || rest.length > 0 || !/^(?:0|[1-9]\d?)$/.test(bits)) return undefined;
  const prefix = Number(bits);
  return prefix > 32 ? undefined : { address, prefix };
}

export function formatIpv4(address: Ipv4): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Bits of the network part as an address: 16 gives 255.255.0.0. */
export function netmaskOf(prefix: number): Ipv4 {
  return 2 ** 32 - 2 ** (32 - prefix);
}

/** The first address of the network. */
export function networkOf({ address, prefix }: Ipv4Interface): Ipv4 {
  return address - (address % 2 ** (32 - prefix));
}

/** The last address of the network. */
export function broadcastOf(iface: Ipv4Interface): Ipv4 {
  return networkOf(iface) + 2 ** (32 - iface.prefix) - 1;
}

export function isInNetwork(address: Ipv4, iface: Ipv4Interface): boolean {
  return address >= networkOf(iface) && address <= broadcastOf(iface);
}

/** True when a host may carry this address: neither the network's own nor its broadcast address. */
export function isHostAddress(address: Ipv4, iface: Ipv4Interface): boolean {
  if (!isInNetwork(address, iface)) return false;
  return iface.prefix >= 31 || (address !== networkOf(iface) && address !== broadcastOf(iface));
}

export function overlap(a: Ipv4Interface, b: Ipv4Interface): boolean {
  return networkOf(a) <= broadcastOf(b) && networkOf(b) <= broadcastOf(a);
}

/**
 * The address that has the place in a network that another address has in its own: 10.1.0.7 of 10.1.0.0/16 is 10.2.0.7/16.
 *
 * @returns undefined where there is no such place
 */
export function addressInNetwork(address: string, base: string, network: Ipv4Interface): string | undefined {
  const [own, from] = [parseIpv4(address), parseIpv4Interface(base)];
  if (own === undefined || from === undefined || !isInNetwork(own, from)) return undefined;
  const value = networkOf(network) + (own - networkOf(from));
  return isHostAddress(value, network) ? `${formatIpv4(value)}/${network.prefix}` : undefined;
}
