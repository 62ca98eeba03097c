import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { insist } from './insist.ts';
import { type Refusal, type Reply, request, type Silence } from './request.ts';

type TextReply = Reply<{ readonly kind: 'done'; readonly text: string }>;

/**
 * Reads a document; half of one is never given.
 *
 * @param what it is, for people: "The package list"
 * @throws {InstallFailure} with address and reason
 */
export function fetchText(effects: Effects, url: string, what: string): string {
  const reply = askForText(effects, url);
  if (reply.kind === 'done') return reply.text;
  throw new InstallFailure(describeFetchFailure(url, what, reply));
}

/** The same, for whoever has something else to do where the answer is no. */
export function askForText(effects: Effects, url: string): TextReply {
  return insist(effects, `"${url}"`, () => {
    const lines: string[] = [];
    const reply = request(effects, ['-O', '-'], url, { onLine: (line) => lines.push(line) });
    return reply.kind === 'done' ? { ...reply, text: `${lines.join('\n')}\n` } : reply;
  });
}

/** `The package list cannot be read from "http://...": 404 Not Found`. */
export function describeFetchFailure(url: string, what: string, { reason }: Refusal | Silence): string {
  return `${what} cannot be read from "${url}": ${reason}`;
}
