import type { PlatformName } from '../../builder/model/mod.ts';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import type { Machine } from '../../builder/try/qemu/qemu.ts';
import type { WaitLimits } from '../../builder/try/qemu/serial.ts';

const LOGIN = { timeoutSeconds: 400, stallSeconds: 200 } as const;
const ANSWER = { timeoutSeconds: 240, stallSeconds: 240 } as const;

/** What a command on the machine gave. */
export interface Answer {
  readonly status: number;
  readonly output: string;
}

/** A root shell on the machine's serial line. */
export interface Session {
  /** Runs one line of shell. */
  readonly ask: (command: string) => Promise<Answer>;
  /** Runs one line of shell and fails unless it succeeds; returns what it printed. */
  readonly must: (command: string) => Promise<string>;
}

/**
 * Logs in at the machine's own login prompt, as a person at the serial console would.
 *
 * @param limits how long the machine may take to ask for a name, where it has something to wait for
 */
export async function logIn(
  machine: Machine,
  user: string,
  password: string,
  platform: PlatformName = 'amd64',
  limits: Required<WaitLimits> = LOGIN,
): Promise<Session> {
  const commandLimits = limitsFor(platform, ANSWER);
  await machine.waitFor(/ login: /, limitsFor(platform, limits));
  machine.send(`${user}\r`);
  await machine.waitFor('Password: ', commandLimits);
  await pause(1000); // login(1) throws away what was typed before it asks
  machine.send(`${password}\r`);
  await machine.waitFor(/[#$] /, commandLimits);
  machine.send('stty -echo; PS1=; PS2=; export TERM=dumb SYSTEMD_PAGER= PAGER=cat\r');
  let number = 0;
  const ask = async (command: string): Promise<Answer> => {
    number += 1;
    const from = machine.console.text.length;
    machine.send(`echo BEGIN-${number}-; { ${command}\n} 2>&1; echo "END-${number}-$?-"\r`);
    const end = new RegExp(`BEGIN-${number}-\\r?\\n([^]*?)END-${number}-(\\d+)-`);
    const { text } = await machine.console.waitFor(end, commandLimits, from);
    const [, output = '', status = '255'] = end.exec(text) ?? [];
    return { status: Number(status), output: plainText(output) };
  };
  const must = async (command: string): Promise<string> => {
    const { status, output } = await ask(command);
    if (status !== 0) throw new Error(`On the machine "${command}" ended with ${status}:\n${output}`);
    return output;
  };
  // What the kernel says of a late driver would stand in the middle of an answer
  await must('dmesg --console-off 2>/dev/null || true');
  return { ask, must };
}

/** Without carriage returns and colours: programs that see a terminal colour their output. */
function plainText(output: string): string {
  return output.replace(/\r|\x1b\[[0-9;?]*[A-Za-z]/g, '').trimEnd();
}

/** Lets time pass. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
