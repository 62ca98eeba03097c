import { setTimeout as wait } from 'node:timers/promises';
import { createQueue } from '../../../io/mod.ts';
import { Refusal } from '../shared/http.ts';
import { shareBytes } from './answer-room.ts';

/** So many hosts are asked about at once; whoever else asks is told to come again. */
const MOST_WAITING = 8;
/** Between two plans: those who look keep no processor busy. */
const REST_MS = 1000;

/**
 * What `cairn host plan` says of a host, for whoever looks: made by the command in a process of its own, one after the other,
 * and once for all who ask for the same host meanwhile.
 *
 * @param plan says it
 * @throws {Refusal} 503: too many are asked for
 */
export function createPlanAnswer(
  plan: (host: string) => Promise<string>,
  restMs = REST_MS,
): (host: string) => Promise<Buffer> {
  const asked = new Map<string, Promise<Buffer>>();
  const inTurn = createQueue();
  return async (host) => {
    const known = asked.get(host);
    if (known !== undefined) return known;
    if (asked.size >= MOST_WAITING)
      throw new Refusal(503, 'Too many plans are asked for: look again in a moment');
    const mine = inTurn(async () => shareBytes(await plan(host))).finally(() => asked.delete(host));
    asked.set(host, mine);
    void inTurn(() => wait(restMs));
    return mine;
  };
}
