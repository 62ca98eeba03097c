import { Listr, type ListrTaskWrapper } from 'listr2';
import type { PlannedStage } from '../../build/mod.ts';
import type { Clock, Progress, ProgressEvent } from '../../io/mod.ts';
import { renderProgress } from './progress-text.ts';

/** Progress on a terminal: all stages, the running one with its bar. */
export interface TerminalProgress {
  readonly progress: Progress;
  /** Leaves the last state on the screen and gives the cursor back. */
  readonly close: () => Promise<void>;
}

interface Row {
  readonly stage: PlannedStage;
  task: ListrTaskWrapper<unknown, never, never> | undefined;
  startedMs: number;
  /** Texts that came before the row was drawn. */
  title: string;
  output: string;
  readonly settled: Promise<'finished' | 'skipped'>;
  settle: (how: 'finished' | 'skipped') => void;
  fail: (error: Error) => void;
}

/**
 * Draws stages with listr2. Rows are shown from the start, so that one sees what is still to come; a stage that is
 * not among them gets no row, only its notes.
 */
export function openTerminalProgress(stages: readonly PlannedStage[], clock: Clock): TerminalProgress {
  const rows = new Map(stages.map((stage) => [stage.id, openRow(stage)]));
  const tasks = [...rows.values()].map((row) => ({
    title: row.stage.title,
    task: async (_: unknown, task: unknown) => {
      row.task = task as Row['task'];
      draw(row);
      if ((await row.settled) === 'skipped') row.title = `${row.title}: nothing to do`;
      draw(row);
    },
  }));
  const list = new Listr(tasks, {
    concurrent: false,
    exitOnError: true,
    registerSignalListeners: false,
    rendererOptions: { collapseErrors: true, collapseSkips: false, showErrorMessage: false },
  });
  // A failure is reported by whoever runs the build, once.
  const drawn = list.run().catch(() => undefined);
  return {
    progress: (event) => follow(rows, event, clock),
    close: async () => {
      for (const row of rows.values()) row.settle('skipped');
      await drawn;
    },
  };
}

function openRow(stage: PlannedStage): Row {
  const { promise, resolve, reject } = withResolvers<'finished' | 'skipped'>();
  promise.catch(() => undefined);
  return {
    stage,
    task: undefined,
    startedMs: 0,
    title: stage.title,
    output: '',
    settled: promise,
    settle: resolve,
    fail: reject,
  };
}

function follow(rows: ReadonlyMap<string, Row>, event: ProgressEvent, clock: Clock): void {
  const row = event.stage === undefined ? undefined : rows.get(event.stage);
  if (row === undefined) return;
  if (event.type === 'stage-started') {
    skipBefore(rows, row);
    row.startedMs = clock.monotonicMs();
    row.title = event.title;
  } else if (event.type === 'stage-advanced') {
    const elapsedMs = clock.monotonicMs() - row.startedMs;
    const detail = event.detail === undefined ? '' : `  ${event.detail}`;
    row.output =
      renderProgress({ done: event.done, total: event.total, unit: event.unit, elapsedMs }) + detail;
  } else if (event.type === 'note') {
    row.output = event.text;
  } else {
    row.output = '';
    const seconds = `${event.seconds.toFixed(1)} s`;
    const summary =
      event.type === 'stage-finished' && event.summary !== undefined ? `: ${event.summary}` : '';
    row.title = `${event.title}${summary} (${seconds})`;
    if (event.type === 'stage-finished') row.settle('finished');
    else row.fail(new Error(event.message));
  }
  draw(row);
}

/** Stages that had nothing to do, and never started. */
function skipBefore(rows: ReadonlyMap<string, Row>, started: Row): void {
  for (const row of rows.values()) {
    if (row === started) return;
    row.settle('skipped');
  }
}

function draw(row: Row): void {
  if (row.task === undefined) return;
  row.task.title = row.title;
  row.task.output = row.output;
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
