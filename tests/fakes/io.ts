import type { Clock, Progress, ProgressEvent, Run, RunOptions, RunResult } from '../../builder/io/mod.ts';
import { BuildError, errorProblem } from '../../builder/model/mod.ts';

/** A clock that goes on by so many milliseconds each time it is read, and sleeps no time. */
export function steppingClock(stepMs: number): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    monotonicMs: () => {
      now += stepMs;
      return now - stepMs;
    },
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
  };
}

/** Keeps every event. */
export function recordProgress(): { readonly events: ProgressEvent[]; readonly progress: Progress } {
  const events: ProgressEvent[] = [];
  return { events, progress: (event) => void events.push(event) };
}

/** What a fake program answers; a number is an exit status. */
export type FakeAnswer = string | number | Partial<Omit<RunResult, 'stdoutBytes'>>;

/** Runs nothing: answers from a function and keeps every call. An exit status that is not allowed is an error. */
export function fakeRun(answer: (argv: readonly string[], options: RunOptions) => FakeAnswer | undefined): {
  readonly calls: (readonly string[])[];
  readonly run: Run;
} {
  const calls: (readonly string[])[] = [];
  const run: Run = async (argv, options = {}) => {
    calls.push(argv);
    const given = answer(argv, options);
    if (given === undefined) throw new Error(`The fake has no answer to "${argv.join(' ')}"`);
    const partial =
      typeof given === 'string' ? { stdout: given } : typeof given === 'number' ? { exitCode: given } : given;
    const result = { exitCode: 0, stdout: '', stderr: '', ...partial };
    if (!(options.okCodes ?? [0]).includes(result.exitCode)) {
      const message = `Cannot finish "${argv.join(' ')}": exit status ${result.exitCode}`;
      throw new BuildError(errorProblem('COMMAND_FAILED', message, undefined, result.stderr));
    }
    return { ...result, stdoutBytes: new TextEncoder().encode(result.stdout) };
  };
  return { calls, run };
}
