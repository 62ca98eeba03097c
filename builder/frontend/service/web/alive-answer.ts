import type { AliveView } from '../../web/types.ts';
import type { AliveBook } from '../shared/alive-book.ts';

/** It is the same for so long, whoever asks and how often. */
const KEEP_MS = 2000;

/**
 * Who is alive, as JSON, for lists of the page.
 *
 * @param nowMs of a clock that only goes on
 */
export function createAliveAnswer(
  { listLives }: Pick<AliveBook, 'listLives'>,
  nowMs: () => number = () => performance.now(),
): () => string {
  let kept: { readonly text: string; readonly atMs: number } | undefined;
  return () => {
    const now = nowMs();
    if (kept !== undefined && now - kept.atMs <= KEEP_MS) return kept.text;
    const views: Record<string, AliveView> = {};
    for (const [name, { isSilent, heardSeconds = null, word }] of listLives())
      views[name] = { isSilent, heardSeconds, load: word?.load ?? null, failedCount: word?.failedCount ?? 0 };
    kept = { text: JSON.stringify(views), atMs: now };
    return kept.text;
  };
}
