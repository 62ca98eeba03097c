import { formatBytes } from './format-bytes.ts';
import type { Progress } from './progress.ts';

/** Writes one plain line when a stage starts to matter and when it ends: for logs and for no terminal. */
export function plainProgress(writeLine: (line: string) => void): Progress {
  const shownTenths = new Map<string, number>();
  return (event) => {
    switch (event.type) {
      case 'stage-started':
        return writeLine(`${event.title} ...`);
      case 'stage-advanced': {
        if (event.total === undefined || event.total === 0) return;
        const tenth = Math.floor((event.done / event.total) * 10);
        if (tenth <= (shownTenths.get(event.stage) ?? 0) || tenth >= 10) return;
        shownTenths.set(event.stage, tenth);
        return writeLine(
          `  ${tenth * 10}% (${amount(event.done, event.unit)} of ${amount(event.total, event.unit)})`,
        );
      }
      case 'stage-finished': {
        const summary = event.summary === undefined ? '' : `: ${event.summary}`;
        return writeLine(`${event.title}${summary} (${event.seconds.toFixed(1)} s)`);
      }
      case 'stage-failed':
        return writeLine(`${event.title} failed after ${event.seconds.toFixed(1)} s`);
      case 'note':
        return writeLine(`  ${event.text}`);
    }
  };
}

/** Writes every event as one line of JSON. */
export function jsonProgress(writeLine: (line: string) => void): Progress {
  return (event) => writeLine(JSON.stringify(event));
}

function amount(value: number, unit: 'bytes' | 'items'): string {
  return unit === 'bytes' ? formatBytes(value) : String(value);
}
