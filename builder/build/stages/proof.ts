import {
  type Closure,
  type DistroContext,
  type PackageWants,
  provePackages,
  proveRepository,
  type Repository,
  type ResolvedPackage,
} from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import { BuildError } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { localizeProblem } from '../graph/localize-problem.ts';
import { listLicences, proveLicences } from '../licences/prove-licences.ts';
import type { ClosureNote, ProvedNote } from '../release/closure-note.ts';
import type { ReleaseTree } from '../release/release-tree.ts';
import { digestUnits, proveUnits } from '../units/prove-units.ts';
import type { StageRun } from './stage-table.ts';

export interface ProofInput {
  readonly repository: Repository;
  readonly closure: Closure;
  readonly wants: readonly PackageWants[];
  /** Packages and what is wanted are those of a release that was proved. */
  readonly isProved: boolean;
  /** The release that packages are taken from, and what was found out for it. */
  readonly release: ReleaseTree | undefined;
  readonly note: ClosureNote | undefined;
  /** The file of each package, by SHA-256. */
  readonly files: ReadonlyMap<string, string>;
  readonly profiles: readonly Profile[];
  readonly hostProfiles: readonly Profile[];
  readonly rolls: readonly Roll[];
  readonly distro: DistroContext;
}

export interface ProvedDistribution {
  /** For releases that are made of this one. */
  readonly proved: ProvedNote;
}

/**
 * Proves that every appliance can be installed from the repository alone, and has what its nodes take for granted. What
 * was proved of the same packages is not looked for again.
 *
 * @throws {BuildError} DEB_MALFORMED, LICENCE_UNANSWERED, REPOSITORY_INCOMPLETE, UNIT_MISSING
 */
export async function proveDistribution(
  input: ProofInput,
  { report }: StageRun,
): Promise<ProvedDistribution> {
  const { distro, isProved, repository, closure, files, wants, rolls, release, note } = input;
  const profiles = [...input.profiles, ...input.hostProfiles];
  const had = new Map(release?.lock.packages.map(({ name, sha256 }) => [name, sha256]));
  const isHad = ({ name, sha256 }: ResolvedPackage): boolean => had.get(name) === sha256;
  return report(async (stage) => {
    if (!isProved) {
      const fresh = closure.packages.filter((item) => !isHad(item));
      await provePackages(distro, fresh, files);
      await proveRepository(distro, repository, closure, wants, (work) => work(stage));
    }
    const { proved } = note ?? {};
    const known = (item: ResolvedPackage): readonly string[] | undefined =>
      proved !== undefined && isHad(item) ? (proved.licences[item.name] ?? []) : undefined;
    const licences = await listLicences(distro, closure.packages, files, known);
    const units = digestUnits(profiles);
    const found = [
      ...(isProved && proved?.units === units ? [] : await proveUnits(distro, closure, files, profiles)),
      ...proveLicences(licences, closure, profiles),
    ];
    if (found.length > 0) throw new BuildError(found.map((problem) => localizeProblem(problem, rolls)));
    return { proved: { units, licences } };
  });
}
