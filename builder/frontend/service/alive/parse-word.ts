import { ALIVE_LIMITS, type AliveWord, cleanLine, type DiskSpace } from '../../../model/mod.ts';

const MOST_UNITS = 100_000;

/**
 * An alive word from its question: `release=ID&booted=SECONDS&load=0.42&disks=/:KIB:FREE,/state:KIB:FREE&failed=N&units=A,B`.
 * Lists are as long as they may be, names too: what is more is left away.
 *
 * @returns undefined: it is none
 */
export function parseAliveWord(query: Readonly<Record<string, unknown>>): AliveWord | undefined {
  const text = (key: string): string => (typeof query[key] === 'string' ? (query[key] as string) : '');
  const release = text('release');
  const bootedSeconds = parseNumber(text('booted'), /^\d{1,11}$/);
  const load = parseNumber(text('load'), /^\d{1,7}(?:\.\d{1,3})?$/);
  const failedCount = parseNumber(text('failed'), /^\d{1,6}$/);
  if (!/^[A-Za-z0-9._-]{0,64}$/.test(release)) return undefined;
  if (bootedSeconds === undefined || load === undefined || failedCount === undefined) return undefined;
  const disks = splitList(text('disks'), ALIVE_LIMITS.disks).map(parseDisk);
  if (!disks.every((disk) => disk !== undefined)) return undefined;
  return {
    release,
    bootedSeconds,
    load,
    disks,
    failedCount: Math.min(failedCount, MOST_UNITS),
    failedUnits: splitList(text('units'), ALIVE_LIMITS.units).map(keepName),
  };
}

function parseNumber(text: string, form: RegExp): number | undefined {
  return form.test(text) ? Number(text) : undefined;
}

function splitList(text: string, most: number): readonly string[] {
  return text === '' ? [] : text.split(',', most);
}

function parseDisk(text: string): DiskSpace | undefined {
  const parts = /^(\/.*):(\d{1,15}):(\d{1,15})$/.exec(text);
  if (parts === null) return undefined;
  return {
    mount: keepName(parts[1]!),
    sizeBytes: Number(parts[2]) * 1024,
    freeBytes: Number(parts[3]) * 1024,
  };
}

/** What machines say of themselves commands no terminal. */
function keepName(text: string): string {
  return cleanLine(text).slice(0, ALIVE_LIMITS.nameLength);
}
