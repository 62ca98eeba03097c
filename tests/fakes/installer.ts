import type { Effects, ProgramOptions } from '../../builder/boot/machine/effects.ts';

/** What a program does on the fake machine: its exit status and the lines it prints. */
export interface FakeProgram {
  readonly status?: number;
  readonly lines?: readonly string[];
}

/** A machine in memory for the installer's steps: files, and programs that answer as told. */
export interface FakeMachine extends Effects {
  readonly files: Map<string, string>;
  /** As they were written; files without a mode of their own are not in it. */
  readonly modes: ReadonlyMap<string, number>;
  /** Command lines in the order they ran. */
  readonly ran: string[];
}

const SUM = 'f'.repeat(64);

/** The source of an installation, where everything is as its list of checksums says. */
export function answerForSource(command: string): FakeProgram | undefined {
  const names = ['base.tar.zst', 'distribution/cairn-archive-keyring.pgp'];
  if (command.endsWith('/SHA256SUMS')) return { lines: names.map((name) => `${SUM}  ${name}`) };
  if (!command.startsWith('sha256sum ')) return undefined;
  const paths = command.split(' ').slice(1);
  return { lines: paths.map((path) => `${SUM}  ${path}`) };
}

/**
 * @param files paths and texts that are there from the start
 * @param programs answers to a command line, or undefined: status 0, nothing printed
 */
export function createFakeMachine(
  files: Readonly<Record<string, string>>,
  programs: (command: string) => FakeProgram | undefined = () => undefined,
): FakeMachine {
  const store = new Map(Object.entries(files));
  const modes = new Map<string, number>();
  const ran: string[] = [];
  let clock = 0;
  const perform = (argv: readonly string[], options: ProgramOptions = {}): number => {
    const command = argv.join(' ');
    ran.push(command);
    const { status = 0, lines = [] } = programs(command) ?? {};
    for (const line of lines) options.onLine?.(line);
    if (options.output !== undefined) store.set(options.output, lines.join('\n'));
    return status;
  };
  return {
    files: store,
    modes,
    ran,
    run: perform,
    start: (argv) => void ran.push(argv.join(' ')),
    pipe: (producer, consumer) => perform([...producer, '|', ...consumer]),
    read: (path) => store.get(path),
    // Every disk of this machine is blank.
    readBytes: (_path, _offset, length) => new Uint8Array(length),
    hashRange: () => undefined,
    write(path, text, mode) {
      store.set(path, text);
      if (mode === undefined) modes.delete(path);
      else modes.set(path, mode);
    },
    rename(from, to) {
      store.set(to, store.get(from) ?? '');
      store.delete(from);
    },
    append: (path, text) => void store.set(path, (store.get(path) ?? '') + text),
    list(path) {
      const below = [...store.keys()].filter((name) => name.startsWith(`${path}/`));
      return [...new Set(below.map((name) => name.slice(path.length + 1).split('/')[0]!))].sort();
    },
    exists: (path) => [...store.keys()].some((name) => name === path || name.startsWith(`${path}/`)),
    remove: (path) => void store.delete(path),
    random: (count) => Array.from({ length: count }, (_, index) => index),
    now() {
      clock += 1000;
      return clock;
    },
    sleep(milliseconds) {
      clock += milliseconds;
    },
  };
}
