/** How long a server may send nothing that deserves the name. */
export const PATIENCE_MS = 60_000;

/** Fewer bytes in that time are no progress: an old modem sends a hundred times as many. */
const LEAST_BYTES = 4096;

/** Follows something that comes in from outside. */
export interface StallWatch {
  /** So many bytes more have come. */
  readonly advance: (bytes: number) => void;
  readonly stop: () => void;
}

/**
 * Calls `onStall` once when what comes in stops, or only drips.
 *
 * @param onProgress called when enough has come to go on waiting
 */
export function watchStall(patienceMs: number, onStall: () => void, onProgress = (): void => {}): StallWatch {
  const timer = setTimeout(onStall, patienceMs);
  let bytesSince = 0;
  return {
    advance: (bytes) => {
      bytesSince += bytes;
      if (bytesSince < LEAST_BYTES) return;
      bytesSince = 0;
      timer.refresh();
      onProgress();
    },
    stop: () => clearTimeout(timer),
  };
}
