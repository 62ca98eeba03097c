/** What the consoles show: the installer on one of them, a question who will answer on all, a shell, or what the check of the medium says. */
export type ConsoleMode = 'unattended' | 'questions' | 'rescue' | 'check';

const VIEWER = '/usr/lib/cairn/console';

/**
 * Edits busybox' inittab, which by now starts d-i on every console at once: two installers would trip over
 * each other. Each console gets our small script instead, which starts d-i on one and shows progress on all.
 */
export function prepareConsoles(inittab: string): string {
  return inittab
    .split('\n')
    .map((line) => {
      const console = /^([A-Za-z0-9]+)::respawn:\/sbin\/debian-installer$/.exec(line)?.[1];
      return console === undefined ? line : `${console}::respawn:${VIEWER} ${console}`;
    })
    .join('\n');
}

/**
 * The console of d-i's dialogs: the one that is /dev/console (flag C of /proc/consoles). d-i's own script looks
 * for `tty1` where the kernel says `tty0`, and so takes a serial line instead of the screen.
 */
export function findPreferredConsole(consoles: string): string {
  const names = consoles.split('\n').flatMap((line) => {
    const match = /^(\S+)\s.*\(([^)]*)\)/.exec(line);
    return match === null ? [] : [{ name: match[1]!, flags: match[2]! }];
  });
  const preferred = names.find(({ flags }) => flags.includes('C')) ?? names[0];
  return preferred === undefined || preferred.name === 'tty0' ? 'tty1' : preferred.name;
}
