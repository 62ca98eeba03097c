import type { Clock } from './clock.ts';
import type { Progress } from './progress.ts';

/** What the work of a stage may report about itself. */
export interface Stage {
  /** `done` and `total` are in bytes; a total that is not known yet is left out. */
  readonly advanceBytes: (done: number, total?: number, detail?: string) => void;
  readonly advanceItems: (done: number, total?: number, detail?: string) => void;
  readonly note: (text: string) => void;
  /** One line shown when the stage is finished. */
  readonly summarize: (text: string) => void;
}

/** Runs `work` between the events that say that a stage started and that it finished or failed. */
export async function runStage<T>(
  report: { readonly progress: Progress; readonly clock: Clock },
  stage: string,
  title: string,
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { progress, clock } = report;
  const startMs = clock.monotonicMs();
  const seconds = (): number => Math.round(clock.monotonicMs() - startMs) / 1000;
  let summary: string | undefined;
  const advance = (unit: 'bytes' | 'items') => (done: number, total?: number, detail?: string) =>
    progress({
      type: 'stage-advanced',
      stage,
      done,
      unit,
      ...(total === undefined ? {} : { total }),
      ...(detail === undefined ? {} : { detail }),
    });
  progress({ type: 'stage-started', stage, title });
  try {
    const result = await work({
      advanceBytes: advance('bytes'),
      advanceItems: advance('items'),
      note: (text) => progress({ type: 'note', stage, text }),
      summarize: (text) => {
        summary = text;
      },
    });
    const end = { type: 'stage-finished', stage, title, seconds: seconds() } as const;
    progress(summary === undefined ? end : { ...end, summary });
    return result;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    progress({ type: 'stage-failed', stage, title, seconds: seconds(), message });
    throw error;
  }
}

/** Runs work as one stage, whose id and title are said elsewhere. */
export type ReportStage = <T>(work: (stage: Stage) => Promise<T>) => Promise<T>;

/** `runStage` with a fixed id and title. */
export function reportStage(
  report: { readonly progress: Progress; readonly clock: Clock },
  stage: string,
  title: string,
): ReportStage {
  return (work) => runStage(report, stage, title, work);
}

/** Runs work that nobody watches. */
export const unreported: ReportStage = (work) =>
  work({ advanceBytes: ignore, advanceItems: ignore, note: ignore, summarize: ignore });

function ignore(): void {}
