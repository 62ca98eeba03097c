/** Time as an argument: nothing that ends up in an output may come from it. */
export interface Clock {
  /** Milliseconds since some moment; only differences mean anything. */
  readonly monotonicMs: () => number;
  /** Resolves after so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
