import type { ServerResponse } from 'node:http';

/** Sends to everybody who listens; a listener that does not read is dropped, and nothing piles up. */
export interface Broadcast {
  readonly hasRoom: () => boolean;
  readonly add: (response: ServerResponse, format: 'events' | 'lines') => boolean;
  readonly send: (kind: string, data: unknown) => void;
  readonly size: () => number;
  readonly close: () => void;
}

const MAX_WAITING_BYTES = 1024 * 1024;

/** @param maxListeners further ones are refused */
export function createBroadcast(maxListeners: number): Broadcast {
  const listeners = new Map<ServerResponse, 'events' | 'lines'>();
  const write = (response: ServerResponse, text: string): void => {
    if (response.writableLength > MAX_WAITING_BYTES || response.destroyed) {
      listeners.delete(response);
      response.destroy();
    } else response.write(text);
  };
  const beat = setInterval(() => {
    for (const [response, format] of listeners) write(response, format === 'events' ? ': \n\n' : '\n');
  }, 15_000);
  beat.unref();
  return {
    hasRoom: () => listeners.size < maxListeners,
    add: (response, format) => {
      if (listeners.size >= maxListeners) return false;
      listeners.set(response, format);
      response.on('close', () => listeners.delete(response));
      return true;
    },
    send: (kind, data) => {
      if (listeners.size === 0) return;
      const json = JSON.stringify(data);
      const texts = {
        events: `event: ${kind}\ndata: ${json}\n\n`,
        lines: `{"kind":"${kind}","data":${json}}\n`,
      };
      for (const [response, format] of listeners) write(response, texts[format]);
    },
    size: () => listeners.size,
    close: () => {
      clearInterval(beat);
      for (const response of listeners.keys()) response.end();
      listeners.clear();
    },
  };
}
