import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** Runs a program that a trial cannot do without. @throws {InstallFailure} it fails */
export function must(effects: Effects, argv: readonly string[]): void {
  const status = effects.run(argv);
  if (status !== 0) throw new InstallFailure(`"${argv.join(' ')}" failed with status ${status}`);
}
