import { normalizeNetwork } from '../../../model/mod.ts';
import { type ReadAttribute, type SettingFault, splitWords } from '../setting/setting.ts';

/** The word for the network between the machines of a cluster. */
export const PRIVATE = 'private';

/** The networks of a list of words, each once and in their form; words that are none stay as they are. */
export function readNetworks(text: string, readAttribute: ReadAttribute): readonly string[] | SettingFault {
  const networks = new Set<string>();
  for (const word of splitWords(text)) {
    const network = word === PRIVATE ? privateNetwork(readAttribute) : (normalizeNetwork(word) ?? word);
    if (typeof network !== 'string') return network;
    networks.add(network);
  }
  return [...networks].sort();
}

/** Which network is the private one, as the roll base says it. */
function privateNetwork(readAttribute: ReadAttribute): string | SettingFault {
  const address = readAttribute('private_network') ?? '';
  const network = normalizeNetwork(`${address}/${readAttribute('private_prefix') ?? ''}`);
  if (network !== undefined) return network;
  const message = 'Nobody says which network is the private one: private_network and private_prefix';
  return { message, hint: 'They are attributes of the roll base; without it, write the network itself' };
}
