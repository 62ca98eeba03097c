/**
 * Work that many wish for at once: one round serves all who ask before it begins. Whoever asks while one is under way
 * gets the next, since this one may have read the state too early.
 *
 * @returns asks for a round, and resolves with what the one that began after the question made
 */
export function createRounds<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  let next: Promise<Result> | undefined;
  const start = (): Promise<Result> => {
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
