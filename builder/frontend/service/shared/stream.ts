import type { ServerResponse } from 'node:http';

/** Sends to everybody who listens; a listener that does not read is ended, and nothing piles up. */
export interface Broadcast {
  /** Whether one more from this address may listen. */
  readonly hasRoom: (address: string) => boolean;
  /** One who listens from the network, by the address that it comes from. @returns false where there is no room */
  readonly add: (response: ServerResponse, address: string) => boolean;
  /** Root on the frontend: its commands have room whoever else listens. */
  readonly addRoot: (response: ServerResponse) => void;
  readonly send: (kind: string, data: unknown) => void;
  readonly size: () => number;
  readonly close: () => void;
}

/** How many may listen from the network. */
export interface ListenerLimits {
  readonly total: number;
  readonly ofAddress: number;
}

interface Listener {
  readonly format: 'events' | 'lines';
  /** undefined: root. */
  readonly address: string | undefined;
  /** Beats since it last had read everything. */
  behind: number;
}

/** What is sent next is not kept for one who has not read so much yet. */
const MAX_WAITING_BYTES = 512 * 1024;
const BEAT_MS = 15_000;
/** Whoever has something to read and takes none of it for so many beats is gone, or wants to be a burden. */
const MAX_BEHIND = 2;

/** @param beatMs how often somebody who hears nothing is told that the connection is alive */
export function createBroadcast(limits: ListenerLimits, beatMs: number = BEAT_MS): Broadcast {
  const listeners = new Map<ServerResponse, Listener>();
  const counts = new Map<string, number>();
  let total = 0;
  let waiting: { events: string; lines: string } | undefined;

  const hasRoom = (address: string): boolean =>
    total < limits.total && (counts.get(address) ?? 0) < limits.ofAddress;
  const count = (address: string, by: 1 | -1): void => {
    total += by;
    const now = (counts.get(address) ?? 0) + by;
    if (now === 0) counts.delete(address);
    else counts.set(address, now);
  };
  const enter = (response: ServerResponse, listener: Listener): void => {
    listeners.set(response, listener);
    if (listener.address !== undefined) count(listener.address, 1);
    response.once('close', () => leave(response));
  };
  const leave = (response: ServerResponse): void => {
    const listener = listeners.get(response);
    if (!listeners.delete(response) || listener?.address === undefined) return;
    count(listener.address, -1);
  };
  const drop = (response: ServerResponse): void => {
    leave(response);
    response.destroy();
  };
  /** Everybody is sent the same bytes: what is not read yet is kept once, however many have not read it. */
  const write = (texts: { readonly events: string; readonly lines: string }): void => {
    const bytes = { events: Buffer.from(texts.events), lines: Buffer.from(texts.lines) };
    for (const [response, { format }] of [...listeners]) {
      if (response.destroyed || response.writableLength > MAX_WAITING_BYTES) drop(response);
      else response.write(bytes[format]);
    }
  };
  const flush = (): void => {
    const texts = waiting;
    waiting = undefined;
    if (texts !== undefined) write(texts);
  };
  const beat = setInterval(() => {
    for (const [response, listener] of [...listeners]) {
      listener.behind = response.writableLength === 0 ? 0 : listener.behind + 1;
      if (listener.behind > MAX_BEHIND) drop(response);
    }
    write({ events: ': \n\n', lines: '\n' });
  }, beatMs);
  beat.unref();
  return {
    hasRoom,
    add: (response, address) => {
      if (!hasRoom(address)) return false;
      enter(response, { format: 'events', address, behind: 0 });
      return true;
    },
    addRoot: (response) => enter(response, { format: 'lines', address: undefined, behind: 0 }),
    send: (kind, data) => {
      if (listeners.size === 0) return;
      // A change of thousands of hosts is one piece for each listener.
      if (waiting === undefined) setImmediate(flush);
      waiting ??= { events: '', lines: '' };
      const json = JSON.stringify(data);
      waiting.events += `event: ${kind}\ndata: ${json}\n\n`;
      waiting.lines += `{"kind":"${kind}","data":${json}}\n`;
    },
    size: () => listeners.size,
    close: () => {
      clearInterval(beat);
      flush();
      for (const response of listeners.keys()) response.end();
      listeners.clear();
    },
  };
}
