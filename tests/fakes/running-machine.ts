import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApplyRequest } from '../../builder/model/mod.ts';

/** What of a machine is its own; all else is that of the machine that runs the tests, which nothing is written to. */
const OWN = ['/etc', '/var', '/run', '/usr/local', '/usr/share/keyrings'];
/** What programs look for there. */
const NEEDED = ['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'passwd', 'group', 'nsswitch.conf'];

/** Puts the machine's own in its places, for itself and all that it starts. */
const ENTER = `disk=$1; shift
for place in ${OWN.join(' ')}; do mount --bind "$disk$place" "$place" || exit 125; done
for program in "$disk"/programs/*; do mount --bind "$program" "/usr/bin/\${program##*/}" || exit 125; done
cat | "$@"`;
const SPACES = [['--mount'], ['--user', '--map-root-user', '--mount']];

/** The service manager and the package manager, as far as a change calls them: what they are told is in files. */
const PROGRAMS: Readonly<Record<string, string>> = {
  systemctl: 'sleep 0.01; echo "$*" >> /var/log/systemctl',
  dpkg: 'rm -f /var/lib/packages/any.half',
  'dpkg-query': `[ $# -eq 4 ] || exit 0
[ -e "/var/lib/packages/$4" ] && printf 'install ok installed'`,
  'apt-get': `case " $* " in
  *" install "*)
    for last; do :; done
    [ ! -e /var/lib/packages/any.half ] || exit 100
    echo half > /var/lib/packages/any.half; sleep 0.02; rm /var/lib/packages/any.half; echo whole > "/var/lib/packages/$last" ;;
esac`,
  'apt-mark': ':',
};

/** A machine whose files are those of a folder, and that real programs change. */
export interface RunningMachine {
  /** Where a file of it is. */
  readonly pathOf: (path: string) => string;
  readonly read: (path: string) => string | undefined;
  /** Runs the program that a frontend starts on its hosts. @param kill when it is killed, and all that it has started */
  readonly apply: (request: ApplyRequest, kill?: KillMoment) => Promise<Applied>;
  /** The same machine, as it is now, with another disk. */
  readonly copy: (disk: string) => RunningMachine;
}

/** So long after it was started, or after it has made a file. */
export interface KillMoment {
  readonly afterMs: number;
  readonly file?: string;
}

export interface Applied {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
  /** How long it took until it had made that file. */
  readonly fileMs: number;
}

/**
 * How this user gets a place of its own for what is mounted; undefined where the system lets nobody, or has not what is to be
 * put in its place.
 */
export function findSpace(): readonly string[] | undefined {
  const places = [...OWN, ...Object.keys(PROGRAMS).map((name) => `/usr/bin/${name}`)];
  if (!places.every((place) => existsSync(place))) return undefined;
  return SPACES.find((words) => spawnSync('unshare', [...words, 'true']).status === 0);
}

/** @param program words that run the bundle of machines under QuickJS */
export function createRunningMachine(
  disk: string,
  space: readonly string[],
  program: readonly string[],
): RunningMachine {
  for (const place of [...OWN, '/var/log/cairn', '/var/lib/packages', '/programs'])
    mkdirSync(join(disk, place), { recursive: true });
  for (const name of NEEDED)
    if (existsSync(join('/etc', name)))
      cpSync(join('/etc', name), join(disk, 'etc', name), { recursive: true });
  for (const [name, text] of Object.entries(PROGRAMS)) {
    const file = join(disk, 'programs', name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  }
  return openMachine(disk, space, program);
}

function openMachine(disk: string, space: readonly string[], program: readonly string[]): RunningMachine {
  const pathOf = (path: string): string => join(disk, path);
  return {
    pathOf,
    read: (path) => (existsSync(pathOf(path)) ? readFileSync(pathOf(path), 'utf8') : undefined),
    copy: (other) => {
      mkdirSync(dirname(other), { recursive: true });
      cpSync(disk, other, { recursive: true, preserveTimestamps: true });
      return openMachine(other, space, program);
    },
    apply: async (request, kill) => {
      const words = [...space, 'sh', '-c', ENTER, 'sh', disk, ...program, 'apply'];
      const beganMs = performance.now();
      // A group of its own: whoever kills it kills all of it
      const child = spawn('unshare', words, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
      child.stdin.on('error', () => {});
      child.stdin.end(JSON.stringify(request));
      const [out, err] = [collect(child.stdout), collect(child.stderr)];
      let isOver = false;
      const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code))).finally(
        () => {
          isOver = true;
        },
      );
      const { file, afterMs } = kill ?? {};
      while (file !== undefined && !isOver && !existsSync(pathOf(file))) await wait(1);
      const fileMs = performance.now() - beganMs;
      if (afterMs !== undefined && afterMs < Number.POSITIVE_INFINITY) {
        await Promise.race([wait(afterMs), ended]);
        killGroup(child);
      }
      const code = await ended;
      return { code, out: out(), err: err(), ms: performance.now() - beganMs, fileMs };
    },
  };
}

function killGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}
