import { writeFileAtomic } from '../../../io/mod.ts';
import type { ClusterKeys } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import type { GraphReader } from '../web/graph-reader.ts';
import { findOwnSecrets, listGeneratedSecrets } from './secret-answer.ts';

/**
 * Keeps the cluster's keys, as they are now, where the frontend's own next installation finds them. What nobody set and
 * nobody uses is none yet.
 *
 * @returns a function to call after every change; it writes when there is something new
 */
export function createKeyKeeper(
  context: Pick<ServiceContext, 'config' | 'state'>,
  readGraph: () => Promise<Pick<GraphReader, 'values'>>,
  path: string,
): () => Promise<void> {
  let written = '';
  return async () => {
    const values = await (await readGraph()).values();
    const keys = await findOwnSecrets(context, values, listGeneratedSecrets(values));
    const kept: ClusterKeys = { format: 1, keys };
    const text = `${JSON.stringify(kept)}\n`;
    if (text === written) return;
    await writeFileAtomic(path, text, { mode: 0o600, durable: true });
    written = text;
  };
}
