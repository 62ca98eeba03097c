import { availableParallelism } from 'node:os';
import { mapLimited } from '../../io/mod.ts';
import { errorProblem, formatPlace, listNearestNames, type Problem } from '../../model/mod.ts';
import { type PackageArchive, quoteRefusal, type Refusal, type Resolution } from '../archive.ts';
import type { WantedPackage } from '../types.ts';
import { findMinimalConflict } from './minimal-conflict.ts';

/** One installation that was refused. */
export interface FailedWants {
  readonly appliance: string;
  readonly wanted: readonly WantedPackage[];
  readonly refusal: Refusal;
  /** The same installation with some of the wanted packages. */
  readonly resolve: (wanted: readonly WantedPackage[]) => Promise<Resolution>;
}

/** More culprits than these are not looked for one by one. */
const MOST_CONFLICTS = 20;

/** Finds out which of the wanted packages cannot be had and why, each with the node that asked for it. */
export async function explainFailure(archive: PackageArchive, failed: FailedWants): Promise<Problem[]> {
  const { resolve } = failed;
  const problems: Problem[] = [];
  let rest = [...failed.wanted];
  let { refusal } = failed;
  for (let round = 0; round < MOST_CONFLICTS; round += 1) {
    const { unknown, virtual, unmet } = refusal;
    const named = rest.filter(({ name }) => unknown.includes(name) || virtual.has(name));
    for (const wanted of named) {
      const providers = virtual.get(wanted.name);
      problems.push(
        providers === undefined
          ? await unknownProblem(archive, failed.appliance, wanted)
          : unsatisfied(failed.appliance, wanted, 'no package has that name', providersHint(providers)),
      );
    }
    rest = rest.filter((wanted) => !named.includes(wanted));
    const suspects = rest.filter((wanted) => unmet.some((line) => line.startsWith(`${wanted.name} :`)));
    const guilty = named.length === 0 ? await findGuiltyAlone(suspects, resolve) : [];
    for (const { wanted, answer } of guilty)
      problems.push(conflictProblem(failed.appliance, [wanted], answer));
    rest = rest.filter((wanted) => !guilty.some((item) => item.wanted === wanted));
    if (named.length === 0 && guilty.length === 0) {
      const culprits = await findMinimalConflict(rest, async (some) => !(await resolve(some)).ok);
      if (culprits.length === 0) {
        problems.push(foundationProblem(failed.appliance, refusal));
        return problems;
      }
      const alone = await resolve(culprits);
      problems.push(conflictProblem(failed.appliance, culprits, alone));
      rest = rest.filter((wanted) => wanted !== culprits[0]);
    }
    const again = await resolve(rest);
    if (again.ok) return problems;
    refusal = again.refusal;
  }
  return problems;
}

/** A resolver names packages whose needs are not met. Those that cannot be had by themselves need no further search. */
async function findGuiltyAlone(
  suspects: readonly WantedPackage[],
  resolve: (wanted: readonly WantedPackage[]) => Promise<Resolution>,
): Promise<{ readonly wanted: WantedPackage; readonly answer: Resolution }[]> {
  if (suspects.length > 0 && !(await resolve([])).ok) return [];
  const answers = await mapLimited(suspects, availableParallelism(), async (wanted) => ({
    wanted,
    answer: await resolve([wanted]),
  }));
  return answers.filter(({ answer }) => !answer.ok);
}

async function unknownProblem(
  archive: PackageArchive,
  appliance: string,
  wanted: WantedPackage,
): Promise<Problem> {
  const limit = wanted.name.length < 5 ? 1 : 2;
  const close = listNearestNames(wanted.name, await archive.readNames(), { limit, count: 3 });
  const hint = close.length === 0 ? undefined : `Close names: ${close.join(', ')}`;
  return unsatisfied(appliance, wanted, `"${archive.os.id}" and the rolls have no such package`, hint);
}

function providersHint(providers: readonly string[]): string | undefined {
  return providers.length === 0 ? undefined : `Ask for one of: ${providers.slice(0, 8).join(', ')}`;
}

function conflictProblem(appliance: string, culprits: readonly WantedPackage[], alone: Resolution): Problem {
  const others = culprits.slice(1).map((other) => `"${other.name}"${askedBy(other)}`);
  const why =
    others.length === 0
      ? `${alone.ok ? 'the resolver' : alone.refusal.by} refuses it`
      : `it cannot be installed together with ${others.join(', ')}`;
  return unsatisfied(appliance, culprits[0]!, why, alone.ok ? undefined : quoteRefusal(alone.refusal));
}

function foundationProblem(appliance: string, refusal: Refusal): Problem {
  const message = `Cannot install the essential packages of appliance "${appliance}" with what is disabled there`;
  return errorProblem('PACKAGE_UNSATISFIED', message, undefined, quoteRefusal(refusal));
}

function unsatisfied(
  appliance: string,
  wanted: WantedPackage,
  why: string,
  hint: string | undefined,
): Problem {
  const by = wanted.node === undefined ? '' : `, asked for by node "${wanted.node}"`;
  const roll = wanted.roll === undefined ? '' : ` of roll "${wanted.roll}"`;
  const message = `Cannot satisfy package "${wanted.name}" of appliance "${appliance}"${by}${roll}: ${why}`;
  return errorProblem('PACKAGE_UNSATISFIED', message, wanted.place, hint);
}

function askedBy(wanted: WantedPackage): string {
  return wanted.place === undefined ? '' : ` (${formatPlace(wanted.place)})`;
}
