import type { AttributeMap } from '../../model/mod.ts';
import type { Effects } from './effects.ts';

/**
 * Where nobody says which card is on which network: the first one, by the kernel's names, is on the private
 * network and the second on the public one. They are named by MAC address, which no reordering changes.
 */
export function nameNetworkCards(effects: Effects, known: AttributeMap): AttributeMap {
  const says = (network: string): boolean =>
    (known[`${network}_mac`] ?? '') !== '' || (known[`${network}_interface`] ?? '') !== '';
  const taken = new Set(
    ['private', 'public'].flatMap((network) => [known[`${network}_mac`], known[`${network}_interface`]]),
  );
  const free = readNetworkCards(effects).filter((card) => !taken.has(card.mac) && !taken.has(card.name));
  const found: Record<string, string> = {};
  for (const network of ['private', 'public']) {
    const card = says(network) ? undefined : free.shift();
    if (card !== undefined) found[`${network}_mac`] = card.mac;
  }
  return found;
}

export interface NetworkCard {
  /** The kernel's name: "eth0". */
  readonly name: string;
  /** "aa:bb:cc:dd:ee:ff". */
  readonly mac: string;
}

/** Ethernet cards of real or virtual hardware, by the kernel's name. */
export function readNetworkCards(effects: Effects): NetworkCard[] {
  const fact = (name: string, file: string): string =>
    (effects.read(`/sys/class/net/${name}/${file}`) ?? '').trim();
  return effects
    .list('/sys/class/net')
    .filter((name) => fact(name, 'type') === '1' && effects.exists(`/sys/class/net/${name}/device`))
    .map((name) => ({ name, mac: fact(name, 'address') }));
}
