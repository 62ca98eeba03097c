import { formatIpv4, type Ipv4Interface, networkOf, overlap, parseIpv4Interface } from '../values/ipv4.ts';
import type { ValueType } from '../values/value-type.ts';
import { judgeLink, LINK_NAME, LINK_WORDS, type LinkValues, type LinkWord } from './link-words.ts';

/** Words of a list of things: each begins with its name, and `;` or a line break stands between two. */
interface ListedThing {
  readonly name: string;
  readonly words: readonly (readonly [key: string, value: string])[];
  /** What is no `KEY=VALUE`. */
  readonly rest: readonly string[];
}

function splitThings(text: string): readonly ListedThing[] {
  return text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...words] = part.split(/\s+/);
      const pairs = words.filter((word) => word.includes('='));
      return {
        name,
        words: pairs.map((word) => {
          const at = word.indexOf('=');
          return [word.slice(0, at), word.slice(at + 1)] as const;
        }),
        rest: words.filter((word) => !word.includes('=')),
      };
    });
}

/** Links as an attribute says them: `storage card=eth1 network=ib0; v20 vlan=20 on=storage address=10.3.0.7/16`. */
export function parseLinks(text: string): readonly LinkValues[] {
  return splitThings(text).map(({ name, words }) => ({ name, ...Object.fromEntries(words) }));
}

const LINKS_HINT =
  'Write them like "storage card=eth1 address=10.2.0.5/16; v20 vlan=20 on=storage", with the words of <link>';

/** Further network cards of a machine, and what is made of cards. */
export const LINKS: ValueType = {
  what: 'list of links',
  hint: LINKS_HINT,
  accepts: (text) => {
    const names = new Set<string>();
    for (const { name, words, rest } of splitThings(text)) {
      if (!LINK_NAME.test(name)) return `"${name}" is no name of a link. ${LINKS_HINT}`;
      if (names.has(name)) return `Link "${name}" is there twice`;
      names.add(name);
      if (rest.length > 0) return `"${rest[0]}" of link "${name}" is no WORD=VALUE`;
      const said = new Set<string>();
      for (const [key, value] of words) {
        if (!Object.hasOwn(LINK_WORDS, key))
          return `"${key}" of link "${name}" is unknown; known are: ${Object.keys(LINK_WORDS).join(', ')}`;
        if (said.has(key)) return `"${key}" of link "${name}" is there twice`;
        said.add(key);
        const type: ValueType = LINK_WORDS[key as LinkWord];
        const accepted = type.accepts(value);
        if (accepted !== true)
          return `"${key}" of link "${name}": ${accepted === false ? type.hint : accepted}`;
      }
      const fault = judgeLink({ name, ...Object.fromEntries(words) });
      if (fault !== undefined) return `${fault.message}. ${fault.hint}`;
    }
    return true;
  },
};

/** A network besides the private and the public one. */
export interface ExtraNetwork {
  readonly name: string;
  /** Its own address, and its prefix. */
  readonly network: Ipv4Interface;
  /** Bytes in a frame, where links on it say nothing else. */
  readonly mtu?: number;
}

/** Networks as an attribute says them: `ib0 10.2.0.0/16 mtu=4092; bmc 10.9.0.0/16`. */
export function parseNetworks(text: string): readonly ExtraNetwork[] {
  return splitThings(text).flatMap(({ name, words, rest }) => {
    const network = parseIpv4Interface(rest[0] ?? '');
    const mtu = words.find(([key]) => key === 'mtu')?.[1];
    return network === undefined
      ? []
      : [{ name, network, ...(mtu === undefined ? {} : { mtu: Number(mtu) }) }];
  });
}

/** What `parseNetworks` reads. */
export function renderNetworks(networks: readonly ExtraNetwork[]): string {
  return networks
    .map(({ name, network: { address, prefix }, mtu }) =>
      [`${name} ${formatIpv4(address)}/${prefix}`, ...(mtu === undefined ? [] : [`mtu=${mtu}`])].join(' '),
    )
    .join('; ');
}

const NETWORKS_HINT = 'Write them like "ib0 10.2.0.0/16 mtu=4092; storage 10.3.0.0/16"';
/** What names of hosts on a network end with. */
const NETWORK_NAME = /^[a-z][a-z0-9]{0,14}$/;

export const NETWORKS: ValueType = {
  what: 'list of networks',
  hint: NETWORKS_HINT,
  accepts: (text) => {
    const seen: ExtraNetwork[] = [];
    for (const { name, words, rest } of splitThings(text)) {
      if (!NETWORK_NAME.test(name) || name === 'private' || name === 'public')
        return `"${name}" is no name of a further network: use up to 15 small letters and digits`;
      const network = parseIpv4Interface(rest[0] ?? '');
      const isWhole = network !== undefined && networkOf(network) === network.address;
      if (!isWhole || rest.length > 1 || network.prefix < 8 || network.prefix > 30)
        return `Network "${name}" is no network with 8 to 30 bits. ${NETWORKS_HINT}`;
      const other = words.find(([key, value]) => key !== 'mtu' || LINK_WORDS.mtu.accepts(value) !== true);
      if (other !== undefined)
        return `"${other.join('=')}" of network "${name}": known is mtu, from 576 to 9216`;
      const twin = seen.find((one) => one.name === name || overlap(one.network, network));
      if (twin !== undefined) return `Networks "${twin.name}" and "${name}" are one, or overlap`;
      seen.push({ name, network });
    }
    return true;
  },
};
