import type { Run } from '../../io/mod.ts';

/** What tells that a program is there, of those that not every Debian has. */
const PROBES = [
  ['ip', '-V'],
  ['unshare', '--version'],
  ['cpio', '--version'],
  ['zstd', '--version'],
  ['xorriso', '-version'],
] as const;

/**
 * Says what is missing before anything is begun; what virtual machines need is asked for where they are made.
 *
 * @throws {BuildError} COMMAND_MISSING with the package to install
 */
export async function checkTools(run: Run, wanted: { readonly containers: boolean }): Promise<void> {
  if (wanted.containers) await run(['systemd-nspawn', '--version']);
  for (const argv of PROBES) await run(argv);
}
