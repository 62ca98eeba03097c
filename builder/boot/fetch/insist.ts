import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import type { Reply } from './request.ts';

/** A server that restarts is back by then, and so is a frontend that starts anew. */
export const PATIENCE_MS = 300_000;
/** Between two requests. */
export const AGAIN_MS = 5_000;
/** How often people are told what is waited for. */
const TELL_MS = 60_000;

export interface Insistence {
  /** After so long without an answer and without progress it is given up; Infinity: never. */
  readonly patienceMs?: number;
  /** How much there is by now: what grows is not given up. */
  readonly progress?: () => number;
}

/**
 * The one policy for everything that is asked of a server: a definite answer ends it at once; silence, or an answer that
 * breaks off, is asked for again until there has been nothing for {@link PATIENCE_MS}.
 *
 * @param what is waited for, for people: `"http://10.1.1.1/graph.json"`
 * @returns the last reply
 */
export function insist<Done extends { readonly kind: 'done' }>(
  effects: Effects,
  what: string,
  attempt: () => Reply<Done>,
  { patienceMs = PATIENCE_MS, progress = () => 0 }: Insistence = {},
): Reply<Done> {
  let deadline = effects.now() + patienceMs;
  let tellAt = 0;
  let before = progress();
  for (;;) {
    const reply = attempt();
    if (reply.kind !== 'unreachable') return reply;
    const now = effects.now();
    const got = progress();
    if (got > before) deadline = now + patienceMs;
    before = got;
    if (now > deadline) return reply;
    if (now >= tellAt) {
      announce(effects, `Waiting for ${what}: ${reply.reason}`);
      tellAt = now + TELL_MS;
    }
    effects.sleep(AGAIN_MS);
  }
}
