import type { Host } from '../../../hosts/mod.ts';
import { createRounds } from '../shared/rounds.ts';
import { shareBytes } from './answer-room.ts';
import { viewHost } from './host-view.ts';

/**
 * All hosts as JSON, for whoever asks.
 *
 * @param listHosts reads them from the state
 */
export function createHostsAnswer(listHosts: () => Promise<readonly Host[]>): () => Promise<Buffer> {
  return createSharedAnswer(async () => (await listHosts()).map(viewHost));
}

/**
 * A list as JSON: made once for all who ask meanwhile, and never older than the question. Readers by the dozen cost as much
 * as one, and what they do not read is there once.
 */
export function createSharedAnswer(list: () => Promise<readonly unknown[]>): () => Promise<Buffer> {
  let last = '';
  let bytes = shareBytes('[]');
  return createRounds(async () => {
    const text = JSON.stringify(await list());
    // The same bytes as before, where nothing changed: those that wait in connections are these.
    if (text !== last) bytes = shareBytes(text);
    last = text;
    return bytes;
  });
}
