import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, createWriteStream, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type MachineOptions, planMachine } from './machine-options.ts';
import { Qmp, type ShutdownReason } from './qmp.ts';
import { EmulatorFault, SerialLog, type Sighting, type WaitLimits } from './serial.ts';

export type { Firmware, MachineDisk, MachineOptions } from './machine-options.ts';
export { EmulatorFault, type Sighting, type WaitLimits } from './serial.ts';

/** A running virtual machine. Its first serial line is the console; the second goes to `syslog.log`. */
export interface Machine {
  readonly pid: number;
  readonly console: SerialLog;
  /** Waits for a line on the console. */
  readonly waitFor: (marker: string | RegExp, limits: WaitLimits) => Promise<Sighting>;
  /** Types on the serial console: "\r" is Enter. */
  readonly send: (text: string) => void;
  /** Waits until the machine has switched itself off, or was reset; fails if it does not. */
  readonly waitForEnd: (
    limits: WaitLimits,
  ) => Promise<{ readonly reason: ShutdownReason; readonly seconds: number }>;
  /** Writes what the screen shows as PNG. */
  readonly screenshot: (path: string) => Promise<void>;
  /** A command of QEMU's own protocol, such as "system_powerdown", "system_reset", "quit". */
  readonly control: (command: string, args?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Pulls the plug. Safe to call at any time, and again. */
  readonly stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Makes an empty raw disk image; it takes up no room until it is written to. */
export function createDisk(path: string, sizeBytes: number): string {
  const file = openSync(path, 'w');
  ftruncateSync(file, sizeBytes);
  closeSync(file);
  return path;
}

/** Switches a machine on. The caller stops it, also when a test failed. */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const socket = join(options.workDir, 'qmp');
  const log = new SerialLog(join(options.workDir, 'console.log'));
  const argv = [
    ...planMachine(options),
    ...['-serial', 'stdio', '-serial', `file:${join(options.workDir, 'syslog.log')}`],
    ...['-qmp', `unix:${socket},server=on,wait=off`, '-monitor', 'none'],
  ];
  const qemu = ['qemu-system-x86_64', ...argv];
  const { namespace } = options;
  const [program, ...words] = namespace === undefined ? qemu : ['ip', 'netns', 'exec', namespace, ...qemu];
  const child = spawn(program!, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  const ended = followChild(child, log, join(options.workDir, 'qemu.log'));
  const qmp = await Promise.race([
    Qmp.open(socket),
    ended.then((why) => Promise.reject(new Error(`QEMU did not start: ${why}`))),
  ]);
  return {
    pid: child.pid ?? -1,
    console: log,
    waitFor: (marker, limits) => log.waitFor(marker, limits),
    send: (text) => void child.stdin?.write(text),
    waitForEnd: async (limits) => {
      await waitForExit(child, log, limits);
      return { reason: qmp.shutdownReason ?? 'unknown', seconds: log.seconds() };
    },
    screenshot: async (path) => void (await qmp.execute('screendump', { filename: path, format: 'png' })),
    control: (command, args) => qmp.execute(command, args),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
      qmp.close();
    },
  };
}

/** How often a machine is switched on again after {@link EmulatorFault}. */
const MAX_STARTS = 3;

/**
 * Switches a machine on, works with it, pulls the plug. After a fault of the emulator everything starts again:
 * `prepare` makes the disks anew each time.
 */
export async function withMachine<T>(
  prepare: () => MachineOptions,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  for (let start = 1; ; start += 1) {
    const machine = await startMachine(prepare());
    try {
      return await work(machine);
    } catch (error) {
      if (!(error instanceof EmulatorFault) || start === MAX_STARTS) throw error;
      process.stderr.write(`The emulator broke the guest's kernel ("Oops: int3"); start ${start + 1}\n`);
    } finally {
      await machine.stop();
    }
  }
}

/** Resolves with the reason once QEMU has ended; until then its output goes to the log. */
function followChild(child: ChildProcess, log: SerialLog, errorLog: string): Promise<string> {
  const decoder = new TextDecoder();
  const errors = createWriteStream(errorLog);
  let lastError = '';
  child.stdout?.on('data', (chunk: Uint8Array) => log.add(decoder.decode(chunk, { stream: true })));
  child.stderr?.on('data', (chunk: Uint8Array) => {
    lastError = new TextDecoder().decode(chunk).trim();
    errors.write(chunk);
  });
  child.stdin?.on('error', () => {});
  return new Promise((resolve) => {
    const end = (why: string): void => {
      running.delete(child);
      log.close(why);
      errors.end();
      resolve(why);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code) =>
      end(code === 0 ? 'the machine is off' : `QEMU ended with ${code}: ${lastError}`),
    );
  });
}

/** Like waiting for a line: a deadline, and optionally no longer than `stallSeconds` of silence. */
async function waitForExit(child: ChildProcess, log: SerialLog, limits: WaitLimits): Promise<void> {
  const never = /(?!)/;
  await log.waitFor(never, limits).catch((error: unknown) => {
    if (child.exitCode === null && child.signalCode === null) throw error;
  });
  if (child.exitCode !== 0) throw new Error(`QEMU ended with ${child.exitCode ?? child.signalCode}`);
}
