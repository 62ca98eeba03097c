import type { Clock } from '../../io/mod.ts';
import { renderCheck } from '../../try/report/render-text.ts';
import type { TrialSurroundings } from '../../try/run-trial.ts';
import { createLiveBlock, type LiveTerminal } from '../terminal/live-block.ts';
import { printJsonLine, printLine } from '../terminal/report.ts';
import type { TerminalStyle } from '../terminal/style.ts';
import { growTrialTree, type TrialTree } from './trial-tree.ts';

/** Shows what happens while it does. */
export interface TrialFollower extends Pick<TrialSurroundings, 'onPlan' | 'tell' | 'onCheck'> {
  /** Leaves the screen to what comes after. */
  readonly end: () => void;
}

/** One JSON event a line. */
export function followAsJson(): TrialFollower {
  return {
    onPlan: () => {},
    tell: (title, line) => printJsonLine({ type: 'step', title, line }),
    onCheck: (check) => printJsonLine({ type: 'check', ...check }),
    end: () => {},
  };
}

/** Plain lines; of a check that passed the report at the end has all there is to say. */
export function followAsLines(): TrialFollower {
  return {
    onPlan: () => {},
    tell: (title, line) => printLine(`${title}: ${line}`),
    onCheck: (check) => {
      if (!check.ok) printLine([`${check.host}:`, ...renderCheck(check)].join('\n'));
    },
    end: () => {},
  };
}

/** How often seconds are counted on, though nothing happens. */
const TICK_MS = 500;

/** A tree of all machines that is drawn again as they change; what fails stands above it for good. */
export function followAsTree(terminal: LiveTerminal, style: TerminalStyle, clock: Clock): TrialFollower {
  const block = createLiveBlock(terminal);
  let tree: TrialTree | undefined;
  const draw = (): void => {
    const lines = tree?.render(clock.monotonicMs(), style) ?? [];
    const room = block.room();
    // The end is what changes: the sum, and the machines that come last
    block.draw(lines.length <= room ? lines : ['...', ...lines.slice(lines.length - room + 1)]);
  };
  const timer = setInterval(draw, TICK_MS);
  timer.unref();
  return {
    onPlan: (plan) => {
      tree = growTrialTree(plan);
      draw();
    },
    tell: (title, line) => {
      tree?.step(title, line, clock.monotonicMs());
      draw();
    },
    onCheck: (check, title) => {
      tree?.check(title, check, clock.monotonicMs());
      if (!check.ok) for (const line of [`${check.host}:`, ...renderCheck(check)]) block.print(line);
      draw();
    },
    end: () => {
      clearInterval(timer);
      block.end();
    },
  };
}
