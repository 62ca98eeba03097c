import { basename, dirname } from 'node:path';
import { run } from '../../io/mod.ts';

/** For what is in no commit: any fixed moment will do, as long as it is not "now". 2026-01-01. */
const FALLBACK_SECONDS = 1_767_225_600;

/**
 * The time that everything written carries, in seconds since 1970: what the caller says, else the environment's
 * SOURCE_DATE_EPOCH, else the last commit that touched `path`, else the last one around it. The clock never: two
 * builds would differ.
 */
export async function readSourceEpoch(
  path: string,
  given: number | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (given !== undefined) return given;
  const { SOURCE_DATE_EPOCH } = environment;
  if (SOURCE_DATE_EPOCH !== undefined && /^\d{1,10}$/.test(SOURCE_DATE_EPOCH))
    return Number(SOURCE_DATE_EPOCH);
  return (await readCommitTime(path, basename(path))) ?? (await readCommitTime(path)) ?? FALLBACK_SECONDS;
}

async function readCommitTime(path: string, only?: string): Promise<number | undefined> {
  const limit = only === undefined ? [] : ['--', only];
  const argv = ['git', '-C', dirname(path), 'log', '-1', '--format=%ct', ...limit];
  try {
    const { stdout } = await run(argv, { okCodes: [0, 1, 128] });
    return /^\d+$/.test(stdout.trim()) ? Number(stdout.trim()) : undefined;
  } catch {
    return undefined;
  }
}
