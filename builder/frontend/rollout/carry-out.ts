import {
  type Host,
  isLate,
  isOver,
  nextStep,
  type Rollout,
  type RolloutHost,
  type RolloutMove,
  type RolloutOrder,
  type RolloutSight,
} from '../../hosts/mod.ts';
import { BuildError, type Problem } from '../../model/mod.ts';
import type { State } from '../state/mod.ts';
import type { DrainHooks } from './drain-hooks.ts';

/** A host that is to be begun. */
export interface BeginningHost {
  readonly row: RolloutHost;
  /** Somebody who was interrupted may have done it already. */
  readonly isAgain: boolean;
}

/** What a rollout does to hosts. */
export interface RolloutAct {
  /**
   * Begins them; what comes of it is judged later.
   *
   * @param tell is told of each host as soon as it was begun, or why it failed
   */
  readonly begin: (
    hosts: readonly BeginningHost[],
    tell: (host: string, failure?: string) => Promise<void>,
  ) => Promise<void>;
}

export interface CarryOutInput {
  readonly id: number;
  readonly state: Pick<State, 'findRollout' | 'changeRollout' | 'listHosts' | 'watchChanges'>;
  readonly actOf: (rollout: Rollout) => RolloutAct;
  readonly hooks: DrainHooks;
  /** What is known besides the state of hosts that were begun, by name. */
  readonly look: (hosts: readonly Host[]) => Promise<ReadonlyMap<string, Omit<RolloutSight, 'host'>>>;
  readonly nowSeconds: () => number;
  /** One line. */
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
  /** How often it looks though nothing changed, and how often it asks whether hosts are drained. */
  readonly tickMs?: number;
}

const TICK_MS = 5000;

/**
 * Carries a rollout out until it is over, or the signal ends it. It may be killed at any moment: what is written says what
 * is left to do, and what may have been done already is done so that it does no harm.
 *
 * @returns as it is then
 * @throws {BuildError} ROLLOUT_UNKNOWN
 */
export async function carryOutRollout(input: CarryOutInput): Promise<Rollout | undefined> {
  const { id, state, signal, tickMs = TICK_MS } = input;
  const drains = createDrainQuestion(input, tickMs);
  const changes = state.watchChanges(signal)[Symbol.asyncIterator]();
  let changed = changes.next();
  for (;;) {
    const rollout = await state.findRollout(id);
    if (rollout === undefined || isOver(rollout) || signal.aborted) return rollout;
    const order = await planNext(input, rollout, drains);
    const isMoved = await carryOutOrder(input, rollout, order);
    if (isMoved) continue;
    const first = await Promise.race([changed, sleep(tickMs, signal)]);
    if (first !== undefined) changed = changes.next();
  }
}

async function planNext(
  input: CarryOutInput,
  rollout: Rollout,
  drains: (rollout: Rollout) => Promise<ReadonlySet<string>>,
): Promise<RolloutOrder> {
  const drained = await drains(rollout);
  const hosts = await input.state.listHosts();
  const begun = new Set(rollout.hosts.filter(isBegun).map(({ host }) => host));
  const seen = await input.look(hosts.filter(({ name }) => begun.has(name)));
  const sights = new Map(hosts.map((host) => [host.name, { host, ...seen.get(host.name) }]));
  return nextStep(rollout, { sights, drained, nowSeconds: input.nowSeconds() });
}

/** Whether it is judged: one that failed may come after all. */
function isBegun({ step }: RolloutHost): boolean {
  return step === 'begun' || step === 'failed';
}

/** @returns whether anything came of it: there may be more to do at once then */
async function carryOutOrder(input: CarryOutInput, rollout: Rollout, order: RolloutOrder): Promise<boolean> {
  const { id, state, report } = input;
  const write = (moves: readonly RolloutMove[]): Promise<void> => {
    for (const { host, step, why } of moves) report(`${host}: ${step}${why === '' ? '' : `: ${why}`}`);
    return state.changeRollout(id, { moves });
  };
  if (order.moves.length > 0) await write(order.moves);
  const { written, isBlocked } = await giveBack(input, rollout, order.returns, write);
  await beginHosts(input, rollout, order.begin, write);
  const turn = isBlocked ? undefined : order.turn;
  if (turn !== undefined) {
    report(`The rollout is ${turn.state}${turn.reason === '' ? '' : `: ${turn.reason}`}`);
    await state.changeRollout(id, { moves: [], turn: { ...turn, from: rollout.state } });
  }
  return order.moves.length > 0 || written > 0 || order.begin.length > 0 || turn !== undefined;
}

/** One that cannot be given back keeps no other from it: it is tried again, until the host's time is over. */
async function giveBack(
  { hooks, report, nowSeconds }: CarryOutInput,
  rollout: Rollout,
  returns: readonly RolloutMove[],
  write: (moves: readonly RolloutMove[]) => Promise<void>,
): Promise<{ readonly written: number; readonly isBlocked: boolean }> {
  const rows = new Map(rollout.hosts.map((row) => [row.host, row]));
  let written = 0;
  let isBlocked = false;
  for (const move of returns) {
    const row = rows.get(move.host);
    const failure = await hooks.resume([move.host]).then(() => '', describeFailure);
    if (failure !== '') report(`${move.host}: cannot be given back: ${failure}`);
    const next = failure === '' ? move : judgeUnreturned(row, rollout, move, failure, nowSeconds());
    if (next === undefined) isBlocked ||= row?.step !== 'failed';
    else {
      await write([next]);
      written += 1;
    }
  }
  return { written, isBlocked };
}

/** @returns undefined where it is tried again */
function judgeUnreturned(
  row: RolloutHost | undefined,
  { hostSeconds }: Rollout,
  move: RolloutMove,
  failure: string,
  nowSeconds: number,
): RolloutMove | undefined {
  const why = `${move.why === '' ? '' : `${move.why}; `}it is still drained: ${failure}`;
  if (row?.step === 'draining') return { ...move, why };
  if (row === undefined || row.step === 'failed' || !isLate(row, hostSeconds, nowSeconds)) return undefined;
  return { host: move.host, step: 'failed', why };
}

async function beginHosts(
  input: CarryOutInput,
  rollout: Rollout,
  names: readonly string[],
  write: (moves: readonly RolloutMove[]) => Promise<void>,
): Promise<void> {
  const before = new Map(rollout.hosts.map((row) => [row.host, row]));
  const fresh = names.filter((host) => before.get(host)?.step !== 'beginning');
  if (fresh.length > 0) await write(fresh.map((host) => ({ host, step: 'beginning', why: '' })));
  if (names.length === 0) return;
  const rows = (await input.state.findRollout(input.id))?.hosts ?? [];
  const beginning = rows.filter(({ host }) => names.includes(host));
  await input.actOf(rollout).begin(
    beginning.map((row) => ({ row, isAgain: !fresh.includes(row.host) })),
    (host, failure) =>
      write([{ host, step: failure === undefined ? 'begun' : 'failed', why: failure ?? '' }]),
  );
}

/** Asks for what is to be drained again and again: whoever was asked may have forgotten it, or not have answered. */
function createDrainQuestion(
  { hooks, report }: CarryOutInput,
  everyMs: number,
): (rollout: Rollout) => Promise<ReadonlySet<string>> {
  let askedMs = Number.NEGATIVE_INFINITY;
  let asked = '';
  let drained: ReadonlySet<string> = new Set();
  return async (rollout) => {
    const names = rollout.hosts.filter(({ step }) => step === 'draining').map(({ host }) => host);
    if (names.length === 0) return new Set();
    const isSame = asked === names.join(' ');
    if (isSame && performance.now() - askedMs < everyMs) return drained;
    [asked, askedMs] = [names.join(' '), performance.now()];
    try {
      await hooks.drain(names);
      drained = await hooks.listDrained(names);
    } catch (error) {
      drained = new Set();
      report(`Hosts cannot be drained yet: ${describeFailure(error)}`);
    }
    return drained;
  };
}

/** One line; an error that nobody expected ends the process, which begins anew. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof BuildError)) throw error;
  return error.problems.map(describeProblem).join('; ');
}

function describeProblem({ message, hint }: Problem): string {
  const said = hint?.trimEnd().split('\n').at(-1)?.trim();
  return said === undefined || said === '' ? message : `${message}: ${said}`;
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(undefined);
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
