import type { Host } from '../../hosts/mod.ts';

const SSH_OPTIONS = ['BatchMode=yes', 'ConnectTimeout=10', 'StrictHostKeyChecking=accept-new'];

/** The program that runs a command of the shell on a host, as root. It knows the host by its address. */
export function sshTo({ address }: Pick<Host, 'address'>, command: string): readonly string[] {
  return ['ssh', ...SSH_OPTIONS.flatMap((option) => ['-o', option]), `root@${address}`, command];
}
