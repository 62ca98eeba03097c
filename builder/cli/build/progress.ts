import type { PlannedStage } from '../../build/mod.ts';
import { type Clock, jsonProgress, type Progress, plainProgress } from '../../io/mod.ts';

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
  const writeLine = (line: string): void => void process.stdout.write(`${line}\n`);
  const close = async (): Promise<void> => undefined;
  if (json) return { progress: jsonProgress(writeLine), close };
  const { TERM } = process.env;
  // On a terminal that cannot move its cursor, lines are all there is.
  const { isTTY, columns } = process.stdout;
  if (!isTTY || columns < 40 || TERM === 'dumb') return { progress: plainProgress(writeLine), close };
  const { openTerminalProgress } = await import('../terminal/progress.ts');
  return openTerminalProgress(stages, clock);
}
