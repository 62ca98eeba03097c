import {
  type Closure,
  type ClosureRequest,
  type DistroContext,
  hasMirror,
  type PackageArchive,
  resolveClosure,
} from '../../distro/mod.ts';
import type { ReportStage } from '../../io/mod.ts';
import { BuildError } from '../../model/mod.ts';

/** A closure, and the archive that it was resolved from. */
export interface FollowingClosure {
  readonly archive: PackageArchive;
  readonly closure: Closure;
}

/**
 * Resolves what a release needs that follows another one: of rolls and of the distribution at hand, and where these lack
 * something of the site's mirror, if there is one.
 *
 * @throws {BuildError} PACKAGE_UNSATISFIED; with what is wrong with the mirror, where that could not be asked
 */
export async function resolveFollowing(
  distro: DistroContext,
  archive: PackageArchive,
  request: ClosureRequest,
  report: ReportStage,
): Promise<FollowingClosure> {
  return report(async (stage) => {
    const inside: ReportStage = (work) => work(stage);
    try {
      return { archive, closure: await resolveClosure(archive, request, inside) };
    } catch (error) {
      const { withMirror } = archive;
      if (!isMissing(error) || withMirror === undefined || !(await hasMirror(distro))) throw error;
      stage.note('The mirror is asked for what the release has not');
      const wide = await withMirror(request.own, inside).catch((why: unknown) => {
        throw why instanceof BuildError ? new BuildError([...error.problems, ...why.problems]) : why;
      });
      return { archive: wide, closure: await resolveClosure(wide, request, inside) };
    }
  });
}

function isMissing(error: unknown): error is BuildError {
  return error instanceof BuildError && error.problems.some(({ code }) => code === 'PACKAGE_UNSATISFIED');
}
