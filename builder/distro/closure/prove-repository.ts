import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import {
  keepValue,
  mapLimited,
  plainTempParent,
  type ReportStage,
  stampTools,
  unreported,
  withTempDir,
} from '../../io/mod.ts';
import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import { type PackageId, quoteRefusal, type Refusal } from '../archive.ts';
import { openRepository } from '../open/open-archive.ts';
import type { Repository } from '../repository/compose-repository.ts';
import type { DistroContext, PackageWants } from '../types.ts';
import type { Closure } from './resolve-closure.ts';

/**
 * Proves that the repository is enough: for every appliance, the resolver is asked to install everything that it wants
 * onto the base system, with this repository alone, whose signature it checks.
 *
 * @throws {BuildError} REPOSITORY_INCOMPLETE, one problem for each appliance that could not be installed
 */
export async function proveRepository(
  context: DistroContext,
  repository: Repository,
  closure: Closure,
  wants: readonly PackageWants[],
  report: ReportStage = unreported,
): Promise<void> {
  const { packagesSha256, fingerprint, codename, components, arch } = repository;
  await report(async (stage) => {
    await keepValue(context, {
      kind: 'proofs',
      inputs: {
        repository: { packagesSha256, fingerprint, codename, components, arch },
        packages: closure.packages.map(({ name, version, sha256 }) => [name, version, sha256]),
        closure: { base: closure.base, groups: closure.groups },
        wants: wants.map((item) => [item.appliance, item.enabled.map(({ name }) => name), item.disabled]),
        versions: await stampTools(['apt-get']),
      },
      shape: v.literal(true),
      find: () => prove(context, repository, closure, wants),
    });
    stage.summarize(wants.map((item) => item.appliance).join(', '));
  });
}

async function prove(
  context: DistroContext,
  repository: Repository,
  closure: Closure,
  wants: readonly PackageWants[],
): Promise<true> {
  await withTempDir(async (scratch) => {
    const base = new Set(closure.base);
    const installed = closure.packages.filter((item) => base.has(item.name));
    const opened = await openRepository(context, repository, installed, scratch);
    if ('refusal' in opened) throw new BuildError(incomplete('the repository', opened.refusal));
    const kept = new Set(closure.packages.map((item) => item.name));
    const failures = await mapLimited(wants, availableParallelism(), async (item): Promise<Problem[]> => {
      const wanted = item.enabled.map(({ name }) => closure.groups[name] ?? name);
      const unwanted = item.disabled.filter((name) => kept.has(name) && !wanted.includes(name));
      const resolution = await opened.resolve({ foundation: false, base: [], wanted, unwanted });
      const what = `appliance "${item.appliance}"`;
      return resolution.ok
        ? listOutsiders(what, resolution.ids, closure)
        : [incomplete(what, resolution.refusal)];
    });
    if (failures.flat().length > 0) throw new BuildError(failures.flat());
  }, plainTempParent());
  return true;
}

/** An answer that names a package outside the repository would mean that the resolver looked elsewhere. */
function listOutsiders(what: string, ids: readonly PackageId[], closure: Closure): Problem[] {
  const known = new Set(closure.packages.map((item) => `${item.name} ${item.version}`));
  return ids
    .filter((id) => !known.has(`${id.name} ${id.version}`))
    .map((id) => incomplete(what, undefined, `${id.name} ${id.version} is not in it`));
}

function incomplete(what: string, refusal: Refusal | undefined, hint?: string): Problem {
  const message = `Cannot install ${what} from the composed repository alone`;
  return errorProblem('REPOSITORY_INCOMPLETE', message, undefined, refusal ? quoteRefusal(refusal) : hint);
}
