import { join } from 'node:path';
import { ANY_STATUS } from '../../io/mod.ts';
import { quoteShell } from '../../render/script/shell.ts';
import { boundedWords, type ExecOptions, type Guest } from '../machine/guest.ts';
import type { World } from '../world/open-world.ts';

/** A way into a machine of a trial. */
export interface SecureShell {
  readonly exec: Guest['exec'];
  /** Words before a program, from this process' own place. */
  readonly enter: readonly string[];
  /** Whoever comes next finds another machine at this address. */
  readonly close: () => Promise<void>;
}

/**
 * Comes in as root by the trial's own key. The first connection carries all others: each costs an emulated machine seconds.
 *
 * @param key file with the private half
 * @param patience how many times as long as in a container a program may take
 */
export function openSecureShell(world: World, key: string, address: string, patience: number): SecureShell {
  const options = [
    ...['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'],
    ...['ConnectTimeout=30', 'ServerAliveInterval=30', 'ServerAliveCountMax=10'],
    ...['ControlMaster=auto', 'ControlPersist=yes', `ControlPath=${join('/run', `cairn-${address}`)}`],
  ];
  const words = ['-F', '/dev/null', '-i', key, ...options.flatMap((option) => ['-o', option])];
  const target = `root@${address}`;
  return {
    exec: (argv, { timeoutSeconds = 60, ...rest }: ExecOptions = {}) => {
      const bounded = [...boundedWords(Math.ceil(timeoutSeconds * patience)), ...argv];
      const command = bounded.map(quoteShell).join(' ');
      return world.run(['ssh', ...words, target, command], { ...rest, okCodes: ANY_STATUS });
    },
    enter: [...world.enter, 'bash', '-c', keepWords(['ssh', '-t', ...words, target]), 'ssh'],
    close: async () => {
      await world.run(['ssh', ...words, '-O', 'exit', target], { okCodes: ANY_STATUS });
    },
  };
}

/** ssh makes one line of the words that follow the host: as a program of bash it gets them quoted, so that they stay words. */
function keepWords(command: readonly string[]): string {
  return `exec ${command.map(quoteShell).join(' ')} "env \${*@Q}"`;
}
