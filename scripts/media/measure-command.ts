import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a program and all that it started took. */
export interface Measured {
  readonly seconds: number;
  /** Of processors, in user and kernel mode. */
  readonly cpuSeconds: number;
  /** The most memory that the program itself had at once. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** The program's own process id comes first; the shell that times it waits for all that it started. */
const TIMED = `TIMEFORMAT='%R %U %S'; exec 4>&2 2>&3; time { "$@" 2>&4 3>&- 4>&- & echo $! >&3; wait $!; }`;
const SAMPLE_MS = 20;

/** Runs a program and measures it. @throws when it fails, with what it said */
export async function measureCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Measured> {
  const child = spawn('bash', ['-c', TIMED, 'bash', ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', ''];
  for (const [index, stream] of [
    child.stdout,
    child.stderr,
    child.stdio[3] as NodeJS.ReadableStream,
  ].entries())
    stream!.on('data', (chunk: Buffer) => {
      texts[index] += chunk.toString();
    });
  let peakBytes = 0;
  const sample = setInterval(() => {
    peakBytes = Math.max(peakBytes, readPeak(texts[2]!.split('\n', 1)[0]!));
  }, SAMPLE_MS);
  const code = await new Promise((done) => child.once('close', done));
  clearInterval(sample);
  const [stdout, stderr, timed] = texts as [string, string, string];
  if (code !== 0) throw new Error(`${argv.slice(0, 4).join(' ')}: ${stderr}`);
  const [seconds = 0, user = 0, system = 0] = timed.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, peakBytes, stdout };
}

function readPeak(pid: string): number {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}
