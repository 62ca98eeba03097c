import type { Profile } from '../graph/mod.ts';
import { errorProblem, type Problem, parseOperatingSystem } from '../model/mod.ts';
import type { InstallerBackend } from './backend.ts';
import { debian } from './debian/debian.ts';
import { planInstallation } from './plan-installation.ts';

export type { InstalledSystem, InstallerBackend, Planned, Refusal, Support } from './backend.ts';
export * from './describe-machine.ts';
export { planInstallation } from './plan-installation.ts';

/** The installer back-ends there are, by the family of the operating system. */
const BACKENDS: Readonly<Record<string, InstallerBackend>> = { debian };

/** What installs an operating system (`debian-13`); undefined: nothing does. */
export function findBackend(os: string): InstallerBackend | undefined {
  const { family } = parseOperatingSystem(os);
  return Object.hasOwn(BACKENDS, family) ? BACKENDS[family] : undefined;
}

/** The error about an operating system that nothing installs. */
export function missingBackend(os: string): Problem {
  const message = `Nothing installs the operating system "${os}"`;
  const hint = `There are installers for: ${Object.keys(BACKENDS).join(', ')}`;
  return errorProblem('BACKEND_MISSING', message, undefined, hint);
}

/** What of a profile cannot be carried out. */
export function checkInstallation(backend: InstallerBackend, profile: Profile): readonly Problem[] {
  return planInstallation(backend, profile).problems;
}
