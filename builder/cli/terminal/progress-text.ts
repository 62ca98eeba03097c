import { formatBytes } from '../../io/mod.ts';

/** How far one stage is. */
export interface StageProgress {
  readonly done: number;
  readonly total: number | undefined;
  readonly unit: 'bytes' | 'items';
  readonly elapsedMs: number;
}

const WIDTH = 24;
/** A guess from less than this swings too much to be shown. */
const GUESS_AFTER_MS = 1500;

/** `[######------]  45%  64 MB of 141 MB, 12 s left`; without a total only what is done. */
export function renderProgress({ done, total, unit, elapsedMs }: StageProgress): string {
  const amount = (value: number): string => (unit === 'bytes' ? formatBytes(value) : String(value));
  if (total === undefined || total <= 0) return amount(done);
  const part = Math.min(1, Math.max(0, done / total));
  const filled = Math.round(part * WIDTH);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}]`;
  const percent = `${Math.floor(part * 100)}%`.padStart(4);
  const left = renderTimeLeft(part, elapsedMs);
  return `${bar} ${percent}  ${amount(done)} of ${amount(total)}${left === undefined ? '' : `, ${left} left`}`;
}

/** `12 s`, `3 min`; undefined while a guess would be worth nothing. */
export function renderTimeLeft(part: number, elapsedMs: number): string | undefined {
  if (part <= 0 || part >= 1 || elapsedMs < GUESS_AFTER_MS) return undefined;
  const seconds = Math.ceil((elapsedMs / 1000) * ((1 - part) / part));
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
