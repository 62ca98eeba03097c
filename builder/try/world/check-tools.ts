import type { Run } from '../../io/mod.ts';

/** What tells that a program is there, of those that not every Debian has. */
const PROBES = [
  ['systemd-nspawn', '--version'],
  ['ip', '-V'],
  ['unshare', '--version'],
  ['cpio', '--version'],
  ['zstd', '--version'],
  ['xorriso', '-version'],
] as const;

/** Says what is missing before anything is begun. @throws {BuildError} COMMAND_MISSING with the package to install */
export async function checkTools(run: Run): Promise<void> {
  for (const argv of PROBES) await run(argv);
}
