import type { Query } from './database/connection.ts';
import type { Revisions } from './records/types.ts';

export async function readRevisions(query: Query): Promise<Revisions> {
  const rows = await query<{ name: keyof Revisions; value: number }>('SELECT name, value FROM revisions');
  const values = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  return { hosts: 0, network: 0, attributes: 0, discovery: 0, rollouts: 0, ...values };
}

/** Tells those who wait in this process that something was written. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring, after so many milliseconds, or when the signal is given. */
  readonly wait: (timeoutMs: number, signal: AbortSignal) => Promise<void>;
}

export function createBell(): Bell {
  const waiting = new Set<() => void>();
  return {
    ring: () => {
      for (const wake of [...waiting]) wake();
    },
    wait: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        waiting.add(wake);
        if (signal.aborted) wake();
        else signal.addEventListener('abort', wake);
      }),
  };
}

/** Writes of other processes are seen by looking; those of this one ring the bell. */
export async function* watchRevisions(
  query: Query,
  bell: Bell,
  signal: AbortSignal,
  intervalMs: number,
): AsyncGenerator<Revisions> {
  let last = '';
  while (!signal.aborted) {
    // Listens before it looks, so that nothing falls between.
    const rung = bell.wait(intervalMs, signal);
    const now = await readRevisions(query);
    const text = JSON.stringify(now);
    if (text !== last) {
      last = text;
      yield now;
    }
    await rung;
  }
}
