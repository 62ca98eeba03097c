import type { MachineTimes } from '../machine/make-machine.ts';
import type { MachineReport } from './trial-report.ts';

/** A stretch of a machine's time. */
export interface Bar {
  readonly title: string;
  readonly seconds: number;
  /** Of the longest time of all machines. */
  readonly percent: number;
  readonly kind: 'other' | 'stage' | 'cached' | 'start';
}

/** One installation of one machine. */
export interface BarRow {
  readonly label: string;
  readonly seconds: number;
  readonly bars: readonly Bar[];
}

/** The times of all machines as rows of bars that can be compared. */
export function planBars(machines: readonly MachineReport[]): BarRow[] {
  const rows = machines.flatMap((machine) => [
    { label: machine.host, times: machine as MachineTimes },
    ...(machine.again === undefined ? [] : [{ label: `${machine.host}, again`, times: machine.again }]),
  ]);
  const total = ({ installSeconds, startSeconds }: MachineTimes): number => installSeconds + startSeconds;
  const longest = Math.max(...rows.map(({ times }) => total(times)), 0.001);
  return rows.map(({ label, times }) => {
    const stages = times.stages.reduce((sum, { seconds }) => sum + seconds, 0);
    const parts: Omit<Bar, 'percent'>[] = [
      { title: 'Before and between', seconds: Math.max(0, times.installSeconds - stages), kind: 'other' },
      ...times.stages.map(({ title, seconds, cached }) => ({
        ...{ title, seconds },
        kind: cached === true ? ('cached' as const) : ('stage' as const),
      })),
      { title: 'Starting', seconds: times.startSeconds, kind: 'start' },
    ];
    const bars = parts.map((part) => ({ ...part, percent: (100 * part.seconds) / longest }));
    return { label, seconds: total(times), bars };
  });
}
