import { normalizeNetwork } from '../../../model/mod.ts';
import type { ReadAttribute, SettingFault } from '../setting/setting.ts';

/** The word for the network between the machines of a cluster. */
export const PRIVATE = 'private';

/** Which network that is, as the roll base says it. */
export function privateNetwork(readAttribute: ReadAttribute): string | SettingFault {
  const address = readAttribute('private_network') ?? '';
  const network = normalizeNetwork(`${address}/${readAttribute('private_prefix') ?? ''}`);
  if (network !== undefined) return network;
  const message = 'Nobody says which network is the private one: private_network and private_prefix';
  return { message, hint: 'They are attributes of the roll base; without it, write the network itself' };
}
