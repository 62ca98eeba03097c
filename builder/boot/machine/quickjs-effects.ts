import { type Effects, INSTALL_LOG, type ProgramOptions } from './effects.ts';

const SAFE_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** The real effects, on QuickJS' `std` and `os`. */
export const quickjsEffects: Effects = {
  run,
  start,
  pipe,
  read(path) {
    // not std.loadFile: it believes the sizes that files of /proc and /sys claim
    const file = std.open(path, 'r');
    if (file === null) return undefined;
    const text = file.readAsString();
    file.close();
    return text;
  },
  readBytes(path, offset, length) {
    const fd = os.open(path, os.O_RDONLY);
    if (fd < 0) return undefined;
    const bytes = new Uint8Array(length);
    let got = os.seek(fd, offset, std.SEEK_SET) < 0 ? -1 : 0;
    while (got >= 0 && got < length) {
      const more = os.read(fd, bytes.buffer, got, length - got);
      if (more === 0) break;
      got = more < 0 ? -1 : got + more;
    }
    os.close(fd);
    return got < 0 ? undefined : bytes.subarray(0, got);
  },
  hashRange,
  write(path, text, mode = 0o644) {
    makeFolder(path.slice(0, path.lastIndexOf('/')));
    const beside = `${path}.cairn-new`;
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode));
    putText(beside, 'w', text);
    os.rename(beside, path);
  },
  rename(from, to) {
    if (os.rename(from, to) !== 0) throw new Error(`Cannot put "${from}" in the place of "${to}"`);
  },
  append(path, text) {
    makeFolder(path.slice(0, path.lastIndexOf('/')));
    putText(path, 'a', text);
  },
  list(path) {
    const [names] = os.readdir(path);
    return (names ?? []).filter((name) => !name.startsWith('.')).sort();
  },
  exists: (path) => os.stat(path)[1] === 0,
  remove(path) {
    os.remove(path);
  },
  random(count) {
    const bytes = new Uint8Array(count);
    const fd = os.open('/dev/urandom', os.O_RDONLY);
    const got = os.read(fd, bytes.buffer, 0, count);
    os.close(fd);
    if (got !== count) throw new Error('The kernel gives no random bytes');
    return [...bytes];
  },
  now: () => os.now(),
  sleep: (milliseconds) => os.sleep(milliseconds),
};

function putText(path: string, flags: string, text: string): void {
  const file = std.open(path, flags);
  if (file === null) throw new Error(`Cannot write "${path}"`);
  file.puts(text);
  if (file.close() !== 0) throw new Error(`Cannot write "${path}"`);
}

function makeFolder(path: string): void {
  let made = '';
  for (const part of path.split('/')) {
    made += `${part}/`;
    if (part !== '') os.mkdir(made, 0o755);
  }
}

function openLog(path: string): number {
  makeFolder(path.slice(0, path.lastIndexOf('/')));
  return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600);
}

function openNew(path: string): number {
  makeFolder(path.slice(0, path.lastIndexOf('/')));
  return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600);
}

/** d-i's own variables (debconf's above all) would make programs in the target talk to the installer. */
function environment(extra: Readonly<Record<string, string>>): Record<string, string> {
  return { PATH: SAFE_PATH, HOME: '/root', TERM: 'linux', LC_ALL: 'C', ...extra };
}

function run(argv: readonly string[], options: ProgramOptions = {}): number {
  const log = openLog(options.log ?? INSTALL_LOG);
  const input = os.open('/dev/null', os.O_RDONLY);
  const standardInput = options.input === undefined ? input : feed(options.input);
  const output = options.onLine === undefined ? undefined : os.pipe();
  const file = options.output === undefined ? log : openNew(options.output);
  const pid = os.exec(argv, {
    block: false,
    stdin: standardInput,
    stdout: output ? output[1] : file,
    stderr: log,
    env: environment(options.env ?? {}),
  });
  for (const fd of new Set([log, file, input, standardInput])) os.close(fd);
  if (output && options.onLine) {
    os.close(output[1]);
    const lines = std.fdopen(output[0], 'r');
    for (let line = lines?.getline() ?? null; lines && line !== null; line = lines.getline())
      options.onLine(line);
    lines?.close();
  }
  return wait(pid);
}

function start(argv: readonly string[]): void {
  const log = openLog(INSTALL_LOG);
  const input = os.open('/dev/null', os.O_RDONLY);
  os.exec(argv, { block: false, stdin: input, stdout: log, stderr: log, env: environment({}) });
  for (const fd of [log, input]) os.close(fd);
}

/** A descriptor that reads the text: through a file in memory, so that no size blocks. */
function feed(text: string): number {
  const path = '/run/cairn-input';
  // Root's alone: it may be a secret
  os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600));
  putText(path, 'w', text);
  const fd = os.open(path, os.O_RDONLY);
  os.remove(path);
  return fd;
}

function pipe(producer: readonly string[], consumer: readonly string[]): number {
  const ends = os.pipe();
  if (ends === null) return 125;
  const log = openLog(INSTALL_LOG);
  const env = environment({});
  const first = os.exec(producer, { block: false, stdout: ends[1], stderr: log, env });
  os.close(ends[1]);
  const second = os.exec(consumer, { block: false, stdin: ends[0], stdout: log, stderr: log, env });
  os.close(ends[0]);
  os.close(log);
  // The consumer's first: a producer whose consumer died fails too
  const [producerStatus, consumerStatus] = [wait(first), wait(second)];
  return consumerStatus || producerStatus;
}

const CHUNK_BYTES = 1024 * 1024;

function hashRange(
  path: string,
  from: number,
  to: number,
  onBytes: (done: number) => void,
): string | undefined {
  const [fd, input, output] = [os.open(path, os.O_RDONLY), os.pipe(), os.pipe()];
  if (fd < 0 || input === null || output === null) return undefined;
  const log = openLog(INSTALL_LOG);
  const descriptors = { stdin: input[0], stdout: output[1], stderr: log };
  const pid = os.exec(['sha256sum'], { block: false, ...descriptors, env: environment({}) });
  for (const each of [input[0], output[1], log]) os.close(each);
  const { buffer } = new Uint8Array(CHUNK_BYTES);
  let at = os.seek(fd, from, std.SEEK_SET) < 0 ? to + 1 : from;
  while (at < to) {
    const got = os.read(fd, buffer, 0, Math.min(CHUNK_BYTES, to - at));
    if (got <= 0) break;
    for (let given = 0; given < got; ) given += os.write(input[1], buffer, given, got - given);
    at += got;
    onBytes(at - from);
  }
  for (const each of [fd, input[1]]) os.close(each);
  const answer = std.fdopen(output[0], 'r');
  const sum = answer?.getline()?.split(' ')[0];
  answer?.close();
  return wait(pid) === 0 && at === to ? sum : undefined;
}

/** Exit status from waitpid's word: the code, or 128 + signal. */
function wait(pid: number): number {
  if (pid < 0) return 127;
  const [, status] = os.waitpid(pid, 0);
  return (status & 0x7f) === 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
}
