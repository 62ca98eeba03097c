import type { Effects, ProgramOptions } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';

/** A virtual card has no hardware behind it, and is a card all the same. */
const CARD = /^\/sys\/class\/net\/[^/]+\/device$/;
/** The kernel is that of whoever tries: its firmware and its disks are not this machine's. */
const OF_KERNEL = /^\/sys\/(?:firmware|block|bus)(?:\/|$)/;

/**
 * The effects of a machine that is a container: it has its own command line, cards without hardware, no firmware and no
 * disks, and what is written needs no safety, since nothing outlives a trial.
 */
export function inContainer(effects: Effects): Effects {
  return {
    ...effects,
    run: (argv: readonly string[], options?: ProgramOptions) =>
      argv.at(-1) === 'sync' ? 0 : effects.run(argv, options),
    read: (path) => effects.read(path === '/proc/cmdline' ? PATHS.trial.commandLine : path),
    exists: (path) => (CARD.test(path) ? true : OF_KERNEL.test(path) ? false : effects.exists(path)),
  };
}
