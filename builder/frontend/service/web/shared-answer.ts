import { setTimeout as wait } from 'node:timers/promises';
import { createRounds, type Pace } from '../shared/rounds.ts';
import { shareBytes } from './answer-room.ts';

/** An answer takes one part in so many of the service's time, however many ask. */
const RESTS = 50;
/** Whoever looks at the page waits no longer than this for its turn. */
const LONGEST_REST_MS = 2000;

const PACE: Pace = {
  restAfter: (tookMs) => Math.min(RESTS * tookMs, LONGEST_REST_MS),
  nowMs: () => performance.now(),
  wait,
};

/**
 * Something as JSON: made once for all who ask meanwhile, and never older than the question. Readers by the dozen cost as
 * much as one, what they do not read is there once, and machines that start are not kept waiting by them: between two
 * answers there is a rest that is as long as the answer was dear.
 */
export function createSharedAnswer(read: () => Promise<unknown>, pace: Pace = PACE): () => Promise<Buffer> {
  let last = '';
  let bytes = shareBytes('');
  return createRounds(async () => {
    const text = JSON.stringify(await read());
    // The same bytes as before, where nothing changed: those that wait in connections are these.
    if (text !== last) bytes = shareBytes(text);
    last = text;
    return bytes;
  }, pace);
}
