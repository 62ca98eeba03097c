import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type MachineOptions, modelOf, planMachine } from './machine-options.ts';
import { Qmp } from './qmp.ts';
import type { SerialLog } from './serial.ts';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One process of QEMU. */
export interface Qemu {
  readonly child: ChildProcess;
  readonly qmp: Qmp;
  /** Ends it, and what it says afterwards is nobody's. */
  readonly stop: () => Promise<void>;
}

/** Starts it; its console goes to the log, also that the machine went off. */
export async function startQemu(options: MachineOptions, log: SerialLog): Promise<Qemu> {
  const socket = join(options.workDir, 'qmp');
  rmSync(socket, { force: true });
  const argv = [
    ...planMachine(options),
    ...['-serial', 'stdio', '-serial', `file:${join(options.workDir, 'syslog.log')}`],
    ...['-qmp', `unix:${socket},server=on,wait=off`, '-monitor', 'none'],
  ];
  const [program, ...words] = [...(options.within ?? []), modelOf(options).program, ...argv];
  const child = spawn(program!, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  const { ended, detach } = followChild(child, log, join(options.workDir, 'qemu.log'));
  const early = ended.then((why) => Promise.reject(new Error(why)));
  const qmp = await Promise.race([Qmp.open(socket), early]).catch(async (error: Error) => {
    child.kill('SIGKILL');
    // It may have ended while it was greeted: its own words say more
    throw new Error(`QEMU did not start: ${await ended}; ${error.message}`);
  });
  const stop = async (): Promise<void> => {
    detach();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
    qmp.close();
  };
  return { child, qmp, stop };
}

/** What QEMU prints goes to the log until it has ended, or until nobody wants to hear of it any more. */
function followChild(
  child: ChildProcess,
  log: SerialLog,
  errorLog: string,
): { readonly ended: Promise<string>; readonly detach: () => void } {
  const decoder = new TextDecoder();
  const errors = createWriteStream(errorLog, { flags: 'a' });
  let lastError = '';
  let isFollowed = true;
  child.stdout?.on('data', (chunk: Uint8Array) => {
    if (isFollowed) log.add(decoder.decode(chunk, { stream: true }));
  });
  child.stderr?.on('data', (chunk: Uint8Array) => {
    lastError = new TextDecoder().decode(chunk).trim();
    errors.write(chunk);
  });
  child.stdin?.on('error', () => {});
  const ended = new Promise<string>((resolve) => {
    const end = (why: string): void => {
      running.delete(child);
      if (isFollowed) log.close(why);
      errors.end();
      resolve(why);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code) =>
      end(code === 0 ? 'the machine is off' : `QEMU ended with ${code}: ${lastError}`),
    );
  });
  const detach = (): void => {
    isFollowed = false;
  };
  return { ended, detach };
}
