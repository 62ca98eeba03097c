/** How much one address may ask for. */
export interface Rate {
  /** Requests at once. */
  readonly burst: number;
  /** Requests a second in the long run. */
  readonly perSecond: number;
  /** Addresses that are remembered; the one that was silent longest is forgotten first. */
  readonly addresses?: number;
}

/** True when the request may go on. Memory is bounded, whoever asks. */
export type Allow = (address: string) => boolean;

/** A bucket of tokens for each address. */
export function createRateLimit(rate: Rate, nowMs: () => number = () => performance.now()): Allow {
  const buckets = new Map<string, { left: number; atMs: number }>();
  const limit = rate.addresses ?? 20_000;
  return (address) => {
    const now = nowMs();
    const bucket = buckets.get(address) ?? { left: rate.burst, atMs: now };
    bucket.left = Math.min(rate.burst, bucket.left + ((now - bucket.atMs) / 1000) * rate.perSecond);
    bucket.atMs = now;
    // Taken out and put in again: a Map lists the least recently used first.
    buckets.delete(address);
    buckets.set(address, bucket);
    if (buckets.size > limit) buckets.delete(buckets.keys().next().value!);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  };
}
