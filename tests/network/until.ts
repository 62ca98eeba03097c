/** Time for what takes no time worth speaking of. */
const USUAL_MS = 20_000;

/** Asks again and again. @throws Error when it is not so in time */
export async function until(
  what: string,
  there: () => boolean | Promise<boolean>,
  limitMs = USUAL_MS,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await there())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
