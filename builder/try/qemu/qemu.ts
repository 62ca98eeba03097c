import type { ChildProcess } from 'node:child_process';
import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { MachineOptions } from './machine-options.ts';
import { startQemu } from './qemu-process.ts';
import type { ShutdownReason } from './qmp.ts';
import { SerialLog, type Sighting, type WaitLimits } from './serial.ts';

export type { Firmware } from '../../model/mod.ts';
export type { MachineDisk, MachineOptions } from './machine-options.ts';
export type { Sighting, WaitLimits } from './serial.ts';

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

/** Makes an empty raw disk image; it takes up no room until it is written to. */
export function createDisk(path: string, sizeBytes: number): string {
  const file = openSync(path, 'w');
  ftruncateSync(file, sizeBytes);
  closeSync(file);
  return path;
}

/** How often a machine is switched on when the emulator breaks its kernel again and again. */
const MAX_STARTS = 3;

/**
 * Switches a machine on. The caller stops it, also when a test failed.
 *
 * With `startAgain` it is switched off and on after a fault of the emulator, with the disks as they are; its console goes
 * on in the same log.
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const log = new SerialLog(join(options.workDir, 'console.log'));
  let starts = 1;
  let starting = startQemu(options, log);
  if (options.startAgain)
    log.onEmulatorFault = (line) => {
      if (starts === MAX_STARTS) return;
      starts += 1;
      tellFault(line, starts);
      log.restart();
      starting = starting.then(async (broken) => {
        await broken.stop();
        qemu = await startQemu(options, log);
        return qemu;
      });
      starting.catch((error: Error) => log.close(error.message));
    };
  let qemu = await starting;
  return {
    get pid() {
      return qemu.child.pid ?? -1;
    },
    console: log,
    waitFor: (marker, limits) => log.waitFor(marker, limits),
    send: (text) => void qemu.child.stdin?.write(text),
    waitForEnd: async (limits) => {
      await waitForExit(() => qemu.child, log, limits);
      return { reason: qemu.qmp.shutdownReason ?? 'unknown', seconds: log.seconds() };
    },
    screenshot: async (path) =>
      void (await qemu.qmp.execute('screendump', { filename: path, format: 'png' })),
    control: (command, args) => qemu.qmp.execute(command, args),
    stop: async () => {
      log.onEmulatorFault = undefined;
      const last = await starting.catch(() => qemu);
      await last.stop();
    },
  };
}

/**
 * Switches a machine on, works with it, pulls the plug. After a fault of the emulator everything starts again, whatever
 * the work found: `prepare` makes the disks anew each time.
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
      const fault = machine.console.findEmulatorFault();
      if (fault === undefined || start === MAX_STARTS) throw error;
      tellFault(fault, start + 1);
    } finally {
      await machine.stop();
    }
  }
}

function tellFault(line: string, start: number): void {
  process.stderr.write(
    `The emulator broke the guest's kernel ("${line}"); start ${start} of ${MAX_STARTS}\n`,
  );
}

/** Like waiting for a line: a deadline, and optionally no longer than `stallSeconds` of silence. */
async function waitForExit(current: () => ChildProcess, log: SerialLog, limits: WaitLimits): Promise<void> {
  const never = /(?!)/;
  await log.waitFor(never, limits).catch((error: unknown) => {
    const { exitCode, signalCode } = current();
    if (exitCode === null && signalCode === null) throw error;
  });
  const child = current();
  if (child.exitCode !== 0) throw new Error(`QEMU ended with ${child.exitCode ?? child.signalCode}`);
}
