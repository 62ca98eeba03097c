import { rename, rm } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { BuildError, errorProblem } from '../model/mod.ts';
import { planContainment, planVolatile } from './containment.ts';
import { besideName } from './files.ts';
import { killTree } from './kill-tree.ts';
import { plainTempParent } from './plain-temp.ts';
import { findDiskFailure } from './system-errors.ts';
import { missingTool } from './tool-packages.ts';

/** How one program is run; every field may be left out. */
export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard input; without it the program reads nothing. */
  readonly input?: string | Uint8Array;
  /** Standard output goes to this file, written beside and renamed when the program succeeded. */
  readonly stdoutFile?: string;
  /** Called for every line as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Exit codes that are no failure; 0 by default. */
  readonly okCodes?: readonly number[];
  /** Keep standard output as bytes, in `stdoutBytes`. */
  readonly binary?: boolean;
  readonly timeoutMs?: number;
  /** It does not outlive this process, and nobody else sees what it mounts. */
  readonly contained?: boolean;
  /** With `contained`: what it writes below this folder need not outlive it, and is not forced to disk. */
  readonly volatile?: string;
  /** Ends the program, and all that it started, at once. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly exitCode: number;
  /** Empty with `stdoutFile` and with `binary`. */
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Uint8Array;
}

export type Run = (argv: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** `okCodes` of a program whose status is an answer, whatever it is. */
export const ANY_STATUS: readonly number[] = Array.from({ length: 256 }, (_, code) => code);

const STDERR_TAIL_LINES = 20;

/**
 * Runs one program, never through a shell, in the C.UTF-8 locale.
 *
 * @throws {BuildError} COMMAND_MISSING with the Debian package to install; COMMAND_FAILED with the arguments,
 *   the exit status and the end of standard error
 */
export const run: Run = async (argv, options = {}) => {
  const words = options.contained === true ? [...(await planWords(options)), ...argv] : argv;
  const [program, ...args] = words;
  if (program === undefined) throw new TypeError('run() needs a program');
  const partFile = options.stdoutFile === undefined ? undefined : besideName(options.stdoutFile);
  const child = execa(program, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    env: childEnvironment(options.env),
    extendEnv: false,
    ...(partFile === undefined ? {} : { stdout: ['pipe' as const, { file: partFile }] }),
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    buffer: { stdout: partFile === undefined, stderr: true },
    maxBuffer: 256 * 1024 * 1024,
  });
  const { pid } = child;
  const end = (): void => void (pid !== undefined && killTree(pid));
  if (options.signal?.aborted) end();
  options.signal?.addEventListener('abort', end);
  const lines = options.onLine === undefined ? [] : followLines(child, options.onLine);
  const done = await child;
  // Another program may have its number by then
  options.signal?.removeEventListener('abort', end);
  await Promise.all(lines);
  const exitCode = done.exitCode ?? -1;
  const stderr = decode(done.stderr);
  if (!(options.okCodes ?? [0]).includes(exitCode) || done.failed !== (exitCode !== 0)) {
    if (partFile !== undefined) await rm(partFile, { force: true });
    throw commandError(argv, exitCode, done.code, done.signal, stderr);
  }
  if (partFile !== undefined && options.stdoutFile !== undefined) await rename(partFile, options.stdoutFile);
  const stdoutBytes = partFile === undefined ? (done.stdout as Uint8Array) : new Uint8Array();
  return { exitCode, stdout: options.binary ? '' : decode(stdoutBytes), stderr, stdoutBytes };
};

async function planWords({ volatile }: RunOptions): Promise<readonly string[]> {
  const contained = await planContainment();
  return volatile === undefined ? contained : [...contained, ...(await planVolatile(volatile))];
}

function decode(bytes: unknown): string {
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '';
}

/** Where programs are looked for: those of `sbin` are needed by ordinary users too. */
export function listProgramFolders(): readonly string[] {
  const own = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin';
  return [...own.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
}

/** Messages are parsed, so their language is fixed. Some are scripts. */
function childEnvironment(extra: RunOptions['env']): Record<string, string> {
  const fixed = {
    PATH: listProgramFolders().join(delimiter),
    LC_ALL: 'C.UTF-8',
    LANGUAGE: 'C',
    TMPDIR: plainTempParent(),
  };
  const merged = { ...process.env, ...fixed, ...extra };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

type Child = {
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
};

function followLines(child: Child, onLine: NonNullable<RunOptions['onLine']>): Promise<void>[] {
  return (['stdout', 'stderr'] as const).map(async (name) => {
    const stream = child[name];
    if (stream === null) return;
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      onLine(line, name);
    }
  });
}

function commandError(
  argv: readonly string[],
  exitCode: number,
  code: string | undefined,
  signal: string | undefined,
  stderr: string,
): BuildError {
  const program = argv[0] ?? '';
  if (code === 'ENOENT') return new BuildError(missingTool(program));
  const disk = findDiskFailure(stderr);
  if (disk !== undefined) {
    const message = `"${program}" cannot write what it makes: ${disk.reason}`;
    return new BuildError(errorProblem('FILE_UNWRITABLE', message, undefined, disk.hint));
  }
  const how = signal === undefined ? `exit status ${exitCode}` : `signal ${signal}`;
  const tail = stderr.trimEnd().split('\n').slice(-STDERR_TAIL_LINES).join('\n  ');
  const message = `Cannot finish "${shortenCommand(argv)}": ${code === undefined ? how : `${how} (${code})`}`;
  return new BuildError(errorProblem('COMMAND_FAILED', message, undefined, tail === '' ? undefined : tail));
}

const LONGEST_WORD = 80;
const LONGEST_COMMAND = 300;

/** A command line as people can read it: some hold a script, or the names of hundreds of packages. */
function shortenCommand(argv: readonly string[]): string {
  const clip = (text: string, length: number): string =>
    text.length > length ? `${text.slice(0, length)}...` : text;
  return clip(argv.map((word) => clip(word.split('\n', 1)[0]!, LONGEST_WORD)).join(' '), LONGEST_COMMAND);
}
