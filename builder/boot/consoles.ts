/** What the consoles show: the installer on one of them, or a question who will answer on all. */
export type ConsoleMode = 'unattended' | 'questions' | 'rescue';

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
