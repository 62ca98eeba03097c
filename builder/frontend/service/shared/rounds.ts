export interface Pace {
  /** How long nothing begins after a round that took so long, milliseconds. */
  readonly restAfter: (tookMs: number) => number;
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Work that many wish for at once: one round serves all who ask before it begins. Whoever asks while one is under way
 * gets the next, since this one may have read the state too early.
 *
 * @param pace rounds that everybody may wish for leave time to others: who asks while one rests waits for the next
 * @returns asks for a round, and resolves with what the one that began after the question made
 */
export function createRounds<Result>(work: () => Promise<Result>, pace?: Pace): () => Promise<Result> {
  /** Until it resolves no other one begins. */
  let busy: Promise<void> | undefined;
  let next: Promise<Result> | undefined;
  const start = (): Promise<Result> => {
    const begunMs = pace?.nowMs() ?? 0;
    const running = work();
    const rest = async (): Promise<void> => {
      await running.catch(() => {});
      if (pace !== undefined) await pace.wait(pace.restAfter(pace.nowMs() - begunMs));
    };
    busy = rest().then(() => {
      busy = undefined;
    });
    return running;
  };
  return () => {
    if (next !== undefined) return next;
    if (busy === undefined) return start();
    next = busy.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}
