const POLL_MS = 50;
/** From then on it is said what is waited for. */
const TELL_AFTER_MS = 10_000;

/**
 * Asks again and again until it is so. Without a limit the runner's own ends what hangs; what was waited for is in the
 * output.
 *
 * @throws Error when it is not so within the limit
 */
export async function until(
  what: string,
  there: () => boolean | Promise<boolean>,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  const startMs = performance.now();
  let isTold = false;
  while (!(await there())) {
    const waitedMs = performance.now() - startMs;
    if (waitedMs > limitMs) throw new Error(`Waited in vain until ${what}`);
    if (waitedMs > TELL_AFTER_MS && !isTold) {
      isTold = true;
      process.stdout.write(`   waits until ${what}\n`);
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}
