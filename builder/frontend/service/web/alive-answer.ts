import type { AliveView } from '../../web/types.ts';
import type { AliveBook } from '../shared/alive-book.ts';
import { createSharedAnswer } from './shared-answer.ts';

/** Who is alive, as JSON, for lists of the page. */
export function createAliveAnswer({ listLives }: Pick<AliveBook, 'listLives'>): () => Promise<Buffer> {
  return createSharedAnswer(async () => {
    const views: Record<string, AliveView> = {};
    for (const [name, { isSilent, heardSeconds = null, word }] of listLives())
      views[name] = { isSilent, heardSeconds, load: word?.load ?? null, failedCount: word?.failedCount ?? 0 };
    return views;
  });
}
