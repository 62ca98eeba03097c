import { ANY_STATUS, type Run, type RunResult } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';

const LAST_LINES = 15;

/** A shell script of ours: its name is what messages call it. */
export interface Script {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs a script of ours to its end.
 *
 * @param before words before the shell: where it is to run
 * @param input text on its standard input
 * @throws {BuildError} TRY_FAILED with the last words of what failed in it
 */
export async function runScript(
  run: Run,
  { name, text }: Script,
  words: readonly string[],
  before: readonly string[] = [],
  input = '',
): Promise<RunResult> {
  const result = await run([...before, 'sh', '-c', text, name, ...words], { input, okCodes: ANY_STATUS });
  if (result.exitCode === 0) return result;
  const last = result.stderr.trimEnd().split('\n').slice(-LAST_LINES).join('\n  ');
  fail('TRY_FAILED', `${name} ends with status ${result.exitCode}`, undefined, last);
}
