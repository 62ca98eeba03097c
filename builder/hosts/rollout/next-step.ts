import { countOf } from '../../model/mod.ts';
import { isLate, judgeHost } from './judge-host.ts';
import {
  isOver,
  isSettled,
  isUnderWay,
  type Rollout,
  type RolloutHost,
  type RolloutSight,
  type RolloutState,
  type RolloutStep,
} from './types.ts';

/** A host comes to another step. */
export interface RolloutMove {
  readonly host: string;
  readonly step: RolloutStep;
  readonly why: string;
}

/** What is to be done now, in this order. Doing it twice is no harm, unless it was written that it is done. */
export interface RolloutOrder {
  /** These come to their steps. */
  readonly moves: readonly RolloutMove[];
  /** These are given back to whatever they were drained from, and come to their steps then. */
  readonly returns: readonly RolloutMove[];
  /** These are begun: it is written that they are beginning, then it is done, and written that it was. */
  readonly begin: readonly string[];
  /** The rollout itself comes to this state. */
  readonly turn?: { readonly state: RolloutState; readonly reason: string };
}

/** What is known besides what is written. */
export interface RolloutKnowledge {
  /** By name; a host that is not there was removed. */
  readonly sights: ReadonlyMap<string, RolloutSight>;
  /** Hosts of which nothing runs any more. */
  readonly drained: ReadonlySet<string>;
  readonly nowSeconds: number;
}

const NOTHING: RolloutOrder = { moves: [], returns: [], begin: [] };

/** What a rollout needs next. It is the same for whoever asks, however often, and after any interruption. */
export function nextStep(rollout: Rollout, known: RolloutKnowledge): RolloutOrder {
  if (isOver(rollout)) return NOTHING;
  const settled = rollout.hosts.flatMap((row) => settleHost(rollout, row, known));
  const changes = new Map(settled.map((move) => [move.host, move]));
  const rows = rollout.hosts.map((row) => ({ ...row, ...changes.get(row.host) }));
  const failures = rows.filter((row) => row.step === 'failed' && row.isCounted).length;
  const isFull = failures >= rollout.stopAfter;
  if (isFull || rollout.state === 'stopping') {
    const reason = rollout.reason === '' ? `${countOf(failures, 'host')} failed` : rollout.reason;
    return endRollout(rollout, rows, settled, reason);
  }
  const open = rows.filter((row) => !isSettled(row));
  if (open.length === 0)
    return { ...sortMoves(rollout, settled), begin: [], turn: { state: 'done', reason: '' } };
  const current = Math.min(...open.map(({ wave }) => wave));
  const ofWave = open.filter(({ wave }) => wave === current);
  const drain = ofWave.filter(({ step }) => step === 'waiting' && rollout.drainSeconds !== undefined);
  const begin = ofWave.filter(
    ({ step, host }) =>
      step === 'beginning' ||
      (step === 'waiting' && rollout.drainSeconds === undefined) ||
      (step === 'draining' && known.drained.has(host)),
  );
  const moves = [...settled, ...drain.map(({ host }): RolloutMove => ({ host, step: 'draining', why: '' }))];
  return { ...sortMoves(rollout, moves), begin: begin.map(({ host }) => host) };
}

/** Hosts under way are waited for; one that was only drained is given back, and stays as it is. */
function endRollout(
  rollout: Rollout,
  rows: readonly RolloutHost[],
  settled: readonly RolloutMove[],
  reason: string,
): RolloutOrder {
  const drained = rows.filter(({ step }) => step === 'draining');
  const moves = [...settled, ...drained.map(({ host }): RolloutMove => ({ host, step: 'waiting', why: '' }))];
  const begin = rows.filter(({ step }) => step === 'beginning').map(({ host }) => host);
  const isQuiet = drained.length === 0 && !rows.some(isUnderWay);
  const state = !isQuiet ? 'stopping' : rows.every(isSettled) ? 'done' : 'stopped';
  const isNews = state !== rollout.state || reason !== rollout.reason;
  return { ...sortMoves(rollout, moves), begin, ...(isNews ? { turn: { state, reason } } : {}) };
}

/** Those that hosts are drained for are given back: where they are good, and where nothing was done to them. */
function sortMoves(rollout: Rollout, all: readonly RolloutMove[]): Pick<RolloutOrder, 'moves' | 'returns'> {
  const steps = new Map(rollout.hosts.map(({ host, step }) => [host, step]));
  const isReturn = ({ host, step }: RolloutMove): boolean =>
    rollout.drainSeconds !== undefined &&
    (step === 'good' || (steps.get(host) === 'draining' && (step === 'failed' || step === 'waiting')));
  return { moves: all.filter((move) => !isReturn(move)), returns: all.filter(isReturn) };
}

/**
 * What became of a host by itself. One whose installation failed and that comes after all is good; whether a host was
 * brought to its description, it does not say by itself.
 */
function settleHost(
  rollout: Rollout,
  row: RolloutHost,
  { sights, drained, nowSeconds }: RolloutKnowledge,
): readonly RolloutMove[] {
  const { host, step, begunSeconds } = row;
  if (step === 'good' || step === 'gone' || (step === 'failed' && rollout.kind === 'apply')) return [];
  const sight = sights.get(host);
  if (sight === undefined) return step === 'failed' ? [] : [{ host, step: 'gone', why: 'removed meanwhile' }];
  if (step === 'draining') {
    const isOverdue = nowSeconds - row.sinceSeconds > (rollout.drainSeconds ?? 0);
    if (drained.has(host) || !isOverdue) return [];
    return [{ host, step: 'failed', why: `not drained within ${describeTime(rollout.drainSeconds ?? 0)}` }];
  }
  if (begunSeconds === undefined || step === 'waiting' || step === 'beginning') return [];
  const verdict = judgeHost(rollout.kind, sight, begunSeconds);
  if (verdict.kind === 'good') return [{ host, step: 'good', why: '' }];
  if (step === 'failed') return [];
  if (verdict.kind === 'failed') return [{ host, step: 'failed', why: verdict.why }];
  if (!isLate(row, rollout.hostSeconds, nowSeconds)) return [];
  return [
    { host, step: 'failed', why: `not back within ${describeTime(rollout.hostSeconds)}: ${verdict.why}` },
  ];
}

/** `90 s`, `5 min`, `2 h`. */
export function describeTime(seconds: number): string {
  if (seconds < 120 || seconds % 60 !== 0) return `${seconds} s`;
  return seconds < 7200 || seconds % 3600 !== 0 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}
