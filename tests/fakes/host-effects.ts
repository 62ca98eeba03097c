import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Effects, ProgramOptions } from '../../builder/boot/machine/effects.ts';
import { PATHS } from '../../builder/boot/machine/paths.ts';

/** The installer's effects on this host: real programs, and a clock on which waiting takes no time. */
export interface HostEffects extends Effects {
  /** Milliseconds that were slept. */
  readonly slept: () => number;
}

/**
 * @param root what the installer's own absolute paths are below; paths that are below it already stay
 * @param onSleep called before each wait
 */
export function createHostEffects(root: string, onSleep: () => void = () => {}): HostEffects {
  let clock = 0;
  let slept = 0;
  const at = (path: string): string =>
    path.startsWith(root) || path.startsWith('/dev/') ? path : `${root}${path}`;
  const makeFolder = (path: string): string => {
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  const run = (argv: readonly string[], options: ProgramOptions = {}): number => {
    // The overlay's busybox does here what the host's own programs do
    const own = argv[0] === PATHS.busybox ? argv.slice(1) : argv;
    const words = own.map((word) => (/^\/(?:run\/cairn|target)\//.test(word) ? at(word) : word));
    const { status, stdout, stderr } = spawnSync(words[0]!, words.slice(1), {
      ...(options.input === undefined ? {} : { input: options.input }),
      env: { ...process.env, LC_ALL: 'C', ...options.env },
      maxBuffer: 2 ** 28,
    });
    const { log, onLine, output } = options;
    if (log !== undefined) appendFileSync(makeFolder(at(log)), stderr);
    if (output !== undefined) writeFileSync(makeFolder(at(output)), stdout);
    if (onLine !== undefined) for (const line of String(stdout).split('\n').slice(0, -1)) onLine(line);
    return status ?? 128;
  };
  return {
    run,
    start: (argv) => void run(argv),
    pipe: () => {
      throw new Error('No pipes here');
    },
    read: (path) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : undefined),
    readBytes(path, offset, length) {
      if (!existsSync(at(path))) return undefined;
      const file = openSync(at(path), 'r');
      const bytes = new Uint8Array(length);
      const got = readSync(file, bytes, 0, length, offset);
      closeSync(file);
      return bytes.subarray(0, got);
    },
    hashRange(path, from, to, onBytes) {
      if (!existsSync(at(path))) return undefined;
      const bytes = readFileSync(at(path)).subarray(from, to);
      onBytes(bytes.length);
      return bytes.length === to - from ? createHash('sha256').update(bytes).digest('hex') : undefined;
    },
    write: (path, text) => writeFileSync(makeFolder(at(path)), text),
    rename: (from, to) => renameSync(at(from), at(to)),
    append: (path, text) => appendFileSync(makeFolder(at(path)), text),
    list: (path) => (existsSync(at(path)) ? readdirSync(at(path)).sort() : []),
    exists: (path) => existsSync(at(path)),
    remove: (path) => rmSync(at(path), { force: true }),
    random: (count) => Array.from({ length: count }, () => 0),
    now: () => clock,
    sleep(milliseconds) {
      clock += milliseconds;
      slept += milliseconds;
      onSleep();
    },
    slept: () => slept,
  };
}
