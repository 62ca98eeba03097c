import { InstallFailure } from './failure.ts';
import { PATHS } from './paths.ts';

/** How a program is run. */
export interface ProgramOptions {
  /** Called with each line of standard output, as it comes. */
  readonly onLine?: (line: string) => void;
  /** Text on standard input; empty when absent. */
  readonly input?: string;
  /** File that standard error (and output, without `onLine`) is appended to; the log when absent. */
  readonly log?: string;
  /** File that standard output becomes, made anew and readable for root alone; not with `onLine`. */
  readonly output?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** All that the installer does to the machine; tests put a fake in its place. */
export interface Effects {
  /** Runs a program to its end, never through a shell, and returns its exit status (128 + signal). */
  run(argv: readonly string[], options?: ProgramOptions): number;
  /** Starts a program that goes on beside this one and after it. */
  start(argv: readonly string[]): void;
  /** Runs `producer | consumer` and returns the consumer's exit status, or the producer's if that is 0. */
  pipe(producer: readonly string[], consumer: readonly string[]): number;
  /** The text of a file, or undefined where it cannot be read. */
  read(path: string): string | undefined;
  /** Bytes of a file or a device, fewer at its end; undefined where they cannot be read. */
  readBytes(path: string, offset: number, length: number): Uint8Array | undefined;
  /**
   * SHA-256 of a part of a file or a device, in hexadecimal; undefined where it cannot be read, or ends before.
   *
   * @param onBytes called with how much of it is done
   */
  hashRange(path: string, from: number, to: number, onBytes: (done: number) => void): string | undefined;
  /** Writes a whole file beside its place and renames it; makes its folder. */
  write(path: string, text: string, mode?: number): void;
  /** Puts a file in another's place. */
  rename(from: string, to: string): void;
  append(path: string, text: string): void;
  /** Names in a folder, sorted, without dot files; empty where there is none. */
  list(path: string): string[];
  exists(path: string): boolean;
  remove(path: string): void;
  /** Bytes from the kernel's random generator, 0 to 255; throws where it gives fewer. */
  random(count: number): number[];
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  sleep(milliseconds: number): void;
}

/** The log of everything the installer runs; it is copied into the installed system. */
export const INSTALL_LOG = '/var/log/cairn/install.log';

/** Runs a program; any status other than 0 ends the installation. @throws {InstallFailure} */
export function mustRun(effects: Effects, argv: readonly string[], options: ProgramOptions = {}): void {
  const status = effects.run(argv, options);
  if (status !== 0) throw new InstallFailure(`"${argv.join(' ')}" failed with status ${status}`);
}

/** The output of a program, or undefined where it failed. */
export function capture(effects: Effects, argv: readonly string[]): string | undefined {
  const lines: string[] = [];
  const status = effects.run(argv, { onLine: (line) => lines.push(line) });
  return status === 0 ? lines.join('\n') : undefined;
}

/** Bytes of a file; 0 where there is none. */
export function sizeOf(effects: Effects, path: string): number {
  return effects.exists(path)
    ? Number(capture(effects, [PATHS.busybox, 'stat', '-c', '%s', path]) ?? '0')
    : 0;
}

/** The end of a log, for a person who has to know why something failed. */
export function lastLines(effects: Effects, path: string): string[] {
  return (effects.read(path) ?? '').trimEnd().split('\n').slice(-12);
}
