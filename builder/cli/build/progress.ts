import type { PlannedStage } from '../../build/mod.ts';
import { type Clock, jsonProgress, type Progress, type ProgressEvent, plainProgress } from '../../io/mod.ts';
import { cleanLine, redactLogins } from '../../model/mod.ts';
import { printLine } from '../terminal/report.ts';

/** Where progress goes, and how it ends. */
export interface OpenProgress {
  readonly progress: Progress;
  readonly close: () => Promise<void>;
}

/** Bars on a terminal, plain lines without one, one JSON event a line with `--json`. */
export async function openProgress(
  json: boolean,
  stages: readonly PlannedStage[],
  clock: Clock,
): Promise<OpenProgress> {
  const close = async (): Promise<void> => undefined;
  if (json) return { progress: cleaned(jsonProgress(printLine)), close };
  const { TERM } = process.env;
  // On a terminal that cannot move its cursor, lines are all there is.
  const { isTTY, columns } = process.stdout;
  if (!isTTY || columns < 40 || TERM === 'dumb')
    return { progress: cleaned(plainProgress(printLine)), close };
  const { openTerminalProgress } = await import('../terminal/progress.ts');
  const terminal = openTerminalProgress(stages, clock);
  return { ...terminal, progress: cleaned(terminal.progress) };
}

/** Mirrors and programs have a say in what is worked on and in what went wrong. */
function cleaned(progress: Progress): Progress {
  return (event) => {
    const entries = Object.entries(event).map(([key, value]) => [
      key,
      typeof value === 'string' ? cleanLine(redactLogins(value)) : value,
    ]);
    progress(Object.fromEntries(entries) as ProgressEvent);
  };
}
