/** A piece of work that fails since some time. */
export interface PublishFailure {
  /** One line. */
  readonly reason: string;
  /** Failures in a row. */
  readonly tries: number;
  /** Seconds since 1970. */
  readonly sinceSeconds: number;
}

/** Does something after so many milliseconds. */
export type RetryTimer = (action: () => void, milliseconds: number) => void;

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

const unheeded: RetryTimer = (action, milliseconds) => void setTimeout(action, milliseconds).unref();

/**
 * Counts failures of some work in a row, and has it done again until it succeeds: after a second, then after twice as
 * long each time, at last every minute.
 *
 * @param again starts the work once more; it comes back here
 */
export function createRetry(
  work: () => Promise<void>,
  again: () => void,
  options: { readonly report?: (line: string) => void; readonly retry?: RetryTimer },
): { readonly attempt: () => Promise<void>; readonly failure: () => PublishFailure | undefined } {
  const { report = () => {}, retry = unheeded } = options;
  let failure: PublishFailure | undefined;
  let isWaiting = false;
  const fail = (error: unknown): void => {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const { tries = 0, sinceSeconds = Math.floor(Date.now() / 1000) } = failure ?? {};
    failure = { reason, tries: tries + 1, sinceSeconds };
    const delayMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
    report(`Cannot write what DHCP, DNS and hosts read, again in ${delayMs / 1000} s: ${reason}`);
    if (isWaiting) return;
    isWaiting = true;
    retry(() => {
      isWaiting = false;
      again();
    }, delayMs);
  };
  return {
    attempt: async () => {
      try {
        await work();
      } catch (error) {
        fail(error);
        throw error;
      }
      if (failure !== undefined)
        report(`What DHCP, DNS and hosts read is written, after ${failure.tries} failures`);
      failure = undefined;
    },
    failure: () => failure,
  };
}
