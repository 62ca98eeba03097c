import type { RolloutSummary } from '../../frontend/state/mod.ts';
import {
  describeStand,
  describeTime,
  type Host,
  isOver,
  isUnderWay,
  listWaves,
  ROLLOUT_STEPS,
  type Rollout,
  type RolloutHost,
  type RolloutState,
  type RolloutStep,
  type Wave,
} from '../../hosts/mod.ts';
import { cleanLine, countOf, type Problem, warningProblem } from '../../model/mod.ts';
import { renderSince } from '../host/text.ts';
import { type Color, PLAIN, paint, type TerminalStyle } from '../terminal/style.ts';
import { renderTable } from '../terminal/text-table.ts';

const STEP_COLORS: Readonly<Record<RolloutStep, Color | undefined>> = {
  waiting: 'dim',
  draining: 'cyan',
  beginning: 'cyan',
  begun: 'cyan',
  good: 'green',
  failed: 'red',
  gone: 'dim',
};
const STATE_COLORS: Readonly<Record<RolloutState, Color | undefined>> = {
  running: 'cyan',
  stopping: 'cyan',
  stopped: 'red',
  done: 'green',
};
const WAVE_WORDS: Readonly<Record<Wave['verdict'], string>> = {
  waiting: 'waits',
  going: 'goes on',
  good: 'is good',
  failed: 'is over, with failures',
};

const HEAD = ['ID', 'WHAT', 'STATE', 'WAVES', 'HOSTS', 'MADE', 'REMARK'];
const STATE_COLUMN = HEAD.indexOf('STATE');

/** `cairn rollout list` as text. */
export function renderRolloutTable(
  rollouts: readonly RolloutSummary[],
  nowSeconds: number,
  style: TerminalStyle = PLAIN,
): string {
  const rows = rollouts.map(({ id, kind, state, waves, counts, madeSeconds, reason }) => [
    String(id),
    kind,
    state,
    String(waves),
    countSteps(counts),
    renderSince(nowSeconds - madeSeconds),
    reason,
  ]);
  return renderTable(HEAD, rows, (cell, row, column) =>
    column === STATE_COLUMN ? paint(cell, STATE_COLORS[rollouts[row]!.state], style) : cell,
  );
}

/** `3 good, 1 failed`. */
function countSteps(counts: RolloutSummary['counts']): string {
  const parts = ROLLOUT_STEPS.flatMap((step) => (counts[step] ? [`${counts[step]} ${step}`] : []));
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** The waves of a rollout, and a line for each host. */
export function renderRollout(
  rollout: Rollout,
  hosts: readonly Host[],
  nowSeconds: number,
  style: TerminalStyle = PLAIN,
): readonly string[] {
  const known = new Map(hosts.map((host) => [host.name, host]));
  const width = Math.max(4, ...rollout.hosts.map(({ host }) => host.length));
  const waves = listWaves(rollout.hosts).flatMap(({ wave, verdict, hosts: rows }) => [
    `wave ${wave} ${WAVE_WORDS[verdict]}`,
    ...rows.map((row) => {
      const step = paint(row.step.padEnd(9), STEP_COLORS[row.step], style);
      const since = row.step === 'waiting' ? '' : renderSince(nowSeconds - row.sinceSeconds);
      const what = cleanLine(describeRow(row, known.get(row.host)));
      return `  ${row.host.padEnd(width)}  ${step} ${since.padStart(7)}  ${what}`.trimEnd();
    }),
  ]);
  return [describeRollout(rollout), ...waves, ...describeEnd(rollout)];
}

/** What it waits for, or why it failed. */
function describeRow(row: RolloutHost, host: Host | undefined): string {
  if (host === undefined || !isUnderWay(row)) return row.why;
  const percent = host.state === 'installing' ? ` ${host.percent}%` : '';
  return `${describeStand(host)}${percent}`;
}

/** `Rollout 3: reinstall, 2 at once, stops after 1 failure: running`. */
export function describeRollout({
  id,
  kind,
  atOnce,
  stopAfter,
  drainSeconds,
  state,
  reason,
}: Rollout): string {
  const drain = drainSeconds === undefined ? '' : `, drained within ${describeTime(drainSeconds)}`;
  const why = reason === '' ? '' : `: ${reason}`;
  return `Rollout ${id}: ${kind}, ${atOnce} at once, stops after ${countOf(stopAfter, 'failure')}${drain}: ${state}${why}`;
}

/** How to go on, and how to go back, where it is over and not every host is good. */
export function describeEnd(rollout: Rollout): readonly string[] {
  const { id, hosts } = rollout;
  if (!isOver(rollout)) return [];
  const left = hosts.filter(({ step }) => step === 'waiting').length;
  const failed = hosts.filter(({ step }) => step === 'failed').length;
  return [
    ...(left === 0 ? [] : [`Go on with the rest (${countOf(left, 'host')}): cairn rollout resume ${id}`]),
    ...(failed === 0
      ? []
      : [`Try again what failed (${countOf(failed, 'host')}): cairn rollout resume ${id} --again`]),
    ...(left === 0 && failed === 0
      ? []
      : [`Go back: cairn release use OLD --host SELECTION, and another rollout of these hosts`]),
  ];
}

/** As after the frontend was installed anew. */
export function abandonedProblem(id: number): Problem {
  const hint = `Go on: cairn rollout resume ${id}; what happened: journalctl -u cairn-rollout@${id}`;
  return warningProblem('ROLLOUT_FAILED', `Nobody carries rollout ${id} out`, undefined, hint);
}
