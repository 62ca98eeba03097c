import { execa } from 'execa';

/** Every process and every mount below ends with the program. */
const SPACES = [
  ...['unshare', '--mount', '--propagation', 'private'],
  ...['--pid', '--fork', '--kill-child', '--mount-proc'],
];

let found: Promise<readonly string[]> | undefined;

/**
 * Words before a program that shall not outlive this process, and whose mounts nobody else shall see: root gives it
 * namespaces of its own, which end with it. Where that is not allowed, or another user works, the program alone ends.
 */
export function planContainment(): Promise<readonly string[]> {
  found ??= find();
  return found;
}

async function find(): Promise<readonly string[]> {
  const end = ['setpriv', '--pdeathsig', 'KILL', '--'];
  const spaces = process.getuid?.() === 0 ? SPACES : [];
  for (const words of [[...end, ...spaces], end, []]) {
    const [program, ...args] = [...words, 'true'];
    const tried = await execa(program!, args, { reject: false, stdin: 'ignore' });
    if (tried.exitCode === 0) return words;
  }
  return [];
}
