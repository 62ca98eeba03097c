import type { Host } from '../../../hosts/mod.ts';
import { viewHost } from './host-view.ts';
import { createSharedAnswer } from './shared-answer.ts';

/**
 * All hosts as JSON, for whoever asks.
 *
 * @param listHosts reads them from the state
 */
export function createHostsAnswer(listHosts: () => Promise<readonly Host[]>): () => Promise<Buffer> {
  return createSharedAnswer(async () => (await listHosts()).map(viewHost));
}
