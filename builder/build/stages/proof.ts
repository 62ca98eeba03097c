import {
  type Closure,
  type DistroContext,
  type PackageWants,
  provePackages,
  proveRepository,
  type Repository,
} from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { localizeProblem } from '../graph/localize-problem.ts';
import { proveLicences } from '../licences/prove-licences.ts';
import { proveUnits } from '../units/prove-units.ts';
import type { StageRun } from './stage-table.ts';

export interface ProofInput {
  readonly repository: Repository;
  readonly closure: Closure;
  readonly wants: readonly PackageWants[];
  /** Packages and what is wanted are those of a release that was proved. */
  readonly isProved: boolean;
  /** The file of each package, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  readonly profiles: readonly Profile[];
  readonly hostProfiles: readonly Profile[];
  readonly rolls: readonly Roll[];
  readonly distro: DistroContext;
}

/**
 * Proves that every appliance can be installed from the repository alone, and has what its nodes take for granted.
 *
 * @throws {BuildError} DEB_MALFORMED, LICENCE_UNANSWERED, REPOSITORY_INCOMPLETE, UNIT_MISSING
 */
export async function proveDistribution(input: ProofInput, { report }: StageRun): Promise<void> {
  const { distro, isProved, repository, closure, files, wants, profiles, hostProfiles, rolls } = input;
  await report(async (stage) => {
    if (!isProved) {
      await provePackages(distro, closure.packages, files);
      await proveRepository(distro, repository, closure, wants, (work) => work(stage));
    }
    const all = [...profiles, ...hostProfiles];
    const found = [
      ...(await proveUnits(distro, closure, files, all)),
      ...(await proveLicences(distro, closure, files, all)),
    ];
    if (found.length > 0) throw new BuildError(found.map((problem) => localizeProblem(problem, rolls)));
  });
}
