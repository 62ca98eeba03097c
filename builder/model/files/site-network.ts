import * as v from 'valibot';
import { type Ipv4Interface, parseIpv4, parseIpv4Interface } from '../values/ipv4.ts';
import { exactObject, integer, list, ofType, oneOf, quote, text } from './schema-parts.ts';
import { mac } from './words.ts';

const withPrefix = v.pipe(
  text,
  v.check(
    (value) =>
      value === 'dhcp' ||
      value === 'none' ||
      parseIpv4(value) !== undefined ||
      parseIpv4Interface(value) !== undefined,
    (issue) => `Bad address ${quote(issue.input)}\nWrite it like 10.1.1.1/16, or dhcp, or none`,
  ),
);

/** One network interface of the frontend. */
export const network = exactObject({
  /** `dhcp`, `none`, "10.1.1.1/16", or "10.1.1.1" with `prefix` beside it. */
  address: v.exactOptional(withPrefix),
  prefix: v.exactOptional(integer(1, 32)),
  gateway: v.exactOptional(ofType('address')),
  dns: v.exactOptional(list(ofType('address'))),
  /** The kernel's name of the interface; or its `mac`. Neither: the installer decides. */
  interface: v.exactOptional(ofType('interface')),
  mac: v.exactOptional(mac),
  /** Bytes of one frame; "jumbo" is 9000. */
  mtu: v.exactOptional(
    v.union([
      integer(576, 9216),
      v.pipe(
        oneOf(['jumbo']),
        v.transform(() => 9000),
      ),
    ]),
  ),
});

export type SiteNetwork = v.InferOutput<typeof network>;

/** The address with its network; undefined without a fixed one, and where prefix is missing or given twice. */
export function interfaceOf(network: SiteNetwork | undefined): Ipv4Interface | undefined {
  if (network?.address === undefined) return undefined;
  const whole = parseIpv4Interface(network.address);
  if (whole !== undefined) return network.prefix === undefined ? whole : undefined;
  const single = parseIpv4(network.address);
  if (single === undefined || network.prefix === undefined) return undefined;
  return { address: single, prefix: network.prefix };
}
