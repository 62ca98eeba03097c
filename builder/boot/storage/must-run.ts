import type { Effects, ProgramOptions } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** Runs a program of the installer; any status other than 0 ends the installation. */
export function mustRun(effects: Effects, argv: readonly string[], options: ProgramOptions = {}): void {
  const status = effects.run(argv, options);
  if (status !== 0) throw new InstallFailure(`"${argv.join(' ')}" failed with status ${status}`);
}
