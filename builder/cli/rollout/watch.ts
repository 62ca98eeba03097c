import type { State } from '../../frontend/state/mod.ts';
import { type Host, isOver, isSettled, type Rollout } from '../../hosts/mod.ts';
import { BuildError, countOf, errorProblem, fail } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { createLiveBlock, type LiveBlock } from '../terminal/live-block.ts';
import { printLine } from '../terminal/report.ts';
import { readTerminalStyle, type TerminalStyle } from '../terminal/style.ts';
import { requireRollout } from './show.ts';
import { describeEnd, describeRollout, renderRollout } from './text.ts';

/** How often times are counted on, though nothing else happens. */
const TICK_MS = 1000;

/**
 * `cairn rollout watch [ID]`: drawn again at each change, until the rollout is over; without a terminal, a line for each
 * host that comes to another step. Ctrl-C ends the looking alone.
 *
 * @throws {BuildError} ROLLOUT_FAILED: it is over, and not every host is good
 */
export async function runRolloutWatch(wanted: number | undefined): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const last = await withState(async (state) => {
    const id = wanted ?? (await state.listRollouts())[0]?.id;
    if (id === undefined)
      return fail(
        'ROLLOUT_UNKNOWN',
        'There is no rollout',
        undefined,
        'Begin one: cairn host reinstall --at-once N',
      );
    return follow(state, id, stop);
  }).finally(() => process.removeListener('SIGINT', end).removeListener('SIGTERM', end));
  if (isOver(last)) judgeEnd(last);
}

async function follow(state: State, id: number, stop: AbortController): Promise<Rollout> {
  const screen = process.stdout.isTTY === true ? createScreen() : createLines();
  let rollout = await requireRollout(state, id);
  try {
    for await (const _ of state.watchChanges(stop.signal)) {
      rollout = await requireRollout(state, id);
      screen.show(rollout, await state.listHosts());
      if (isOver(rollout)) break;
    }
  } finally {
    screen.end();
  }
  return rollout;
}

interface Screen {
  readonly show: (rollout: Rollout, hosts: readonly Host[]) => void;
  readonly end: () => void;
}

function createScreen(): Screen {
  const block = createLiveBlock(process.stdout);
  const style = readTerminalStyle(true);
  let shown: { readonly rollout: Rollout; readonly hosts: readonly Host[] } | undefined;
  const draw = (): void => {
    if (shown !== undefined) block.draw(renderScreen(shown.rollout, shown.hosts, block, style));
  };
  const timer = setInterval(draw, TICK_MS);
  process.stdout.on('resize', draw);
  return {
    show: (rollout, hosts) => {
      shown = { rollout, hosts };
      draw();
    },
    end: () => {
      clearInterval(timer);
      process.stdout.removeListener('resize', draw);
    },
  };
}

/** What does not fit is left out from where nothing happens: waves that are over, then those that wait. */
function renderScreen(
  rollout: Rollout,
  hosts: readonly Host[],
  block: LiveBlock,
  style: TerminalStyle,
): readonly string[] {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const room = block.room();
  const all = renderRollout(rollout, hosts, nowSeconds, style);
  if (all.length <= room) return all;
  const going = rollout.hosts.filter((row) => !isSettled(row) && row.step !== 'waiting');
  const rest = rollout.hosts.filter((row) => isSettled(row) || row.step === 'waiting');
  const kept = new Set([...going, ...rest].slice(0, Math.max(1, room - 4)));
  const shown = { ...rollout, hosts: rollout.hosts.filter((row) => kept.has(row)) };
  const hidden = rollout.hosts.length - shown.hosts.length;
  const lines = renderRollout(shown, hosts, nowSeconds, style);
  return [
    ...lines.slice(0, room - 1),
    `${countOf(hidden, 'host')} not shown: cairn rollout show ${rollout.id}`,
  ];
}

function createLines(): Screen {
  const told = new Map<string, string>();
  let head = '';
  return {
    show: (rollout) => {
      for (const { host, wave, step, why } of rollout.hosts) {
        const line = `wave ${wave}: ${host}: ${step}${why === '' ? '' : `: ${why}`}`;
        if (told.get(host) !== line && !(step === 'waiting' && !told.has(host))) printLine(line);
        told.set(host, line);
      }
      const now = describeRollout(rollout);
      if (now !== head) printLine(now);
      head = now;
      for (const line of describeEnd(rollout)) printLine(line);
    },
    end: () => {},
  };
}

function judgeEnd({ id, hosts }: Rollout): void {
  const bad = hosts.filter(({ step }) => step === 'failed');
  const left = hosts.filter(({ step }) => step === 'waiting');
  if (bad.length === 0 && left.length === 0) return;
  const message = `Rollout ${id}: ${countOf(bad.length, 'host')} failed, ${left.length} left as they were`;
  throw new BuildError(errorProblem('ROLLOUT_FAILED', message, undefined, `See: cairn rollout show ${id}`));
}
