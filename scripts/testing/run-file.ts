import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ChildEvent } from './child-event.ts';
import type { TestFile } from './find-tests.ts';

/** What became of one file. */
export interface FileResult {
  readonly path: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** What went wrong beyond single tests: the process hung, broke off, or ran nothing. */
  readonly fault?: string;
  /** Standard output and standard error as they came; empty when they were passed on at once. */
  readonly output: string;
}

export interface RunFileOptions {
  readonly root: string;
  /** Order of the tests; that of the file if left out. */
  readonly seed?: string;
  /** Passes output on as it comes. */
  readonly live?: boolean;
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** Hears what the process tells. */
  readonly onEvent?: (event: ChildEvent) => void;
  /** The clock: calls `work` after `ms`, unless the function that it returns is called before. */
  readonly startTimer?: StartTimer;
}

export type StartTimer = (work: () => void, ms: number) => () => void;

const startRealTimer: StartTimer = (work, ms) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** What is left open after the last test must be gone by then. */
const LINGER_SECONDS = 30;
/** Between the polite signal, by which tests put away what they started, and the other one. */
const GRACE_MS = 5000;

const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    for (const child of running) endGroup(child, signal);
    process.exit(130);
  });

interface Limit {
  readonly isOver: () => boolean;
  readonly stop: () => void;
}

/** Runs one file of tests in a process of its own, no longer than it may take. */
export async function runFile(file: TestFile, options: RunFileOptions): Promise<FileResult> {
  const startMs = performance.now();
  const child = startChild(file, options);
  running.add(child);
  let output = '';
  for (const [stream, out] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const)
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (options.live) out.write(text);
      else output += text;
    });

  const total = { passed: 0, failed: 0, skipped: 0 };
  let at: string | undefined;
  let ended = false;
  const startTimer = options.startTimer ?? startRealTimer;
  let limit = startLimit(child, file.limitSeconds, startTimer);
  createInterface(child.stdio[3] as Readable).on('line', (line) => {
    const event = JSON.parse(line) as ChildEvent;
    if (event.type === 'begin') at = `"${event.suite}", "${event.test}"`;
    else if (event.type === 'suite') {
      at = undefined;
      total.passed += event.passed;
      total.failed += event.failed;
      total.skipped += event.skipped;
    } else {
      ended = true;
      limit.stop();
      limit = startLimit(child, LINGER_SECONDS, startTimer);
    }
    options.onEvent?.(event);
  });
  const status = await new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => done(signal ?? `exit status ${code}`));
  });
  limit.stop();
  running.delete(child);
  endGroup(child, 'SIGKILL');

  const fault = describeFault({ ...{ ended, at, status, ...total }, isOver: limit.isOver(), file });
  return {
    ...{ path: file.path, ...total, failed: total.failed + (fault === undefined ? 0 : 1) },
    ...{ seconds: (performance.now() - startMs) / 1000, output },
    ...(fault === undefined ? {} : { fault }),
  };
}

interface ChildEnd {
  readonly file: TestFile;
  readonly passed: number;
  readonly failed: number;
  /** All suites were done. */
  readonly ended: boolean;
  /** It was told to end, as its time was over. */
  readonly isOver: boolean;
  /** The suite and test that was running. */
  readonly at: string | undefined;
  readonly status: string;
}

function describeFault({ file, passed, failed, ended, isOver, at, status }: ChildEnd): string | undefined {
  const where = at === undefined ? '' : ` in ${at}`;
  if (isOver && ended) return `does not end: something is open ${LINGER_SECONDS} s after its last test`;
  if (isOver) return `hangs${where}: not done within ${file.limitSeconds} s`;
  if (!ended) return `broke off${where}: ${status}`;
  if (passed + failed === 0) return 'ran no test (is test.run() missing?)';
  if (failed === 0 && status !== 'exit status 0') return `failed after its tests: ${status}`;
  return undefined;
}

function startChild(file: TestFile, { root, seed, env }: RunFileOptions): ChildProcess {
  const hooks = new URL('uvu-hooks.mjs', import.meta.url).href;
  const program = join(import.meta.dirname, 'run-child.ts');
  const words = [...process.execArgv, '--import', hooks, program, join(root, file.path)];
  return spawn(process.execPath, [...words, ...(seed === undefined ? [] : [seed])], {
    ...{ cwd: root, env: { ...process.env, ...env } },
    // A group of its own, so that nothing that it started outlives it.
    ...{ detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  });
}

function startLimit(child: ChildProcess, seconds: number, startTimer: StartTimer): Limit {
  let isOver = false;
  let stop = startTimer(() => {
    isOver = true;
    child.kill('SIGTERM');
    stop = startTimer(() => endGroup(child, 'SIGKILL'), GRACE_MS);
  }, seconds * 1000);
  return { isOver: () => isOver, stop: () => stop() };
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
