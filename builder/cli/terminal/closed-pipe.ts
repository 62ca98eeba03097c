import type { EventEmitter } from 'node:events';

/** Ends the program when nobody reads on, as `head` does after its lines: that is no failure, and no news. */
export function endOnClosedPipe(stream: EventEmitter, end: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    end();
  });
}
