import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { clientOf, Refusal } from '../shared/http.ts';

/** How much of the page's answers may wait to be read. */
export interface AnswerLimits {
  /** Answers at once, of one address and of all. */
  readonly addressAnswers: number;
  readonly totalAnswers: number;
  /** Bytes of them, of one address and of all; bytes that answers share do not count. */
  readonly addressBytes: number;
  readonly totalBytes: number;
  /** An answer that is not read after so long is ended. */
  readonly answerMs: number;
}

export const ANSWER_LIMITS: AnswerLimits = {
  addressAnswers: 16,
  totalAnswers: 512,
  addressBytes: 8 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  answerMs: 30_000,
};

/** What is there once, however many have not read it yet. */
const shared = new WeakSet<Uint8Array>();

/** An answer that many get. */
export function shareBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  shared.add(bytes);
  return bytes;
}

interface Sum {
  answers: number;
  bytes: number;
}

/**
 * Bounds what readers of the page can hold: whoever asks and does not read keeps neither memory nor a connection for
 * long, and others are answered meanwhile.
 *
 * @param covers whether an address of the server is one that is bounded here; streams look after themselves
 */
export function boundAnswers(
  app: FastifyInstance,
  limits: AnswerLimits,
  covers: (url: string) => boolean,
): void {
  const sums = new Map<string, Sum>();
  const all: Sum = { answers: 0, bytes: 0 };
  const held = new WeakMap<ServerResponse, { readonly own: Sum; bytes: number }>();
  app.addHook('onRequest', async (request, reply) => {
    if (!covers(request.url)) return;
    const address = clientOf(request, true);
    const own = sums.get(address) ?? { answers: 0, bytes: 0 };
    if (own.answers >= limits.addressAnswers || all.answers >= limits.totalAnswers) throw tooMuch();
    const one = { own, bytes: 0 };
    sums.set(address, own);
    held.set(reply.raw, one);
    for (const sum of [own, all]) sum.answers += 1;
    const timer = setTimeout(() => reply.raw.destroy(), limits.answerMs);
    reply.raw.once('close', () => {
      clearTimeout(timer);
      for (const sum of [own, all]) {
        sum.answers -= 1;
        sum.bytes -= one.bytes;
      }
      if (own.answers === 0) sums.delete(address);
    });
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    const one = held.get(reply.raw);
    const bytes = sizeOf(payload);
    if (one === undefined || bytes === 0) return payload;
    // The first one may be as large as it is.
    const isFull = (sum: Sum, most: number): boolean => sum.bytes > 0 && sum.bytes + bytes > most;
    const isRefusal = reply.statusCode >= 400;
    if (!isRefusal && (isFull(one.own, limits.addressBytes) || isFull(all, limits.totalBytes)))
      throw tooMuch();
    one.bytes += bytes;
    for (const sum of [one.own, all]) sum.bytes += bytes;
    return payload;
  });
}

function tooMuch(): Refusal {
  return new Refusal(503, 'Too many answers wait to be read');
}

function sizeOf(payload: unknown): number {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  return payload instanceof Uint8Array && !shared.has(payload) ? payload.length : 0;
}
