import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { type Closure, type DistroContext, keepByPackage, type ResolvedPackage } from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import { keepValue, mapLimited } from '../../io/mod.ts';
import { errorProblem, type Problem, placeOfOrigin } from '../../model/mod.ts';
import { type PackageQuestion, readQuestions } from './read-questions.ts';

const keptQuestions = v.array(v.object({ name: v.string(), type: v.string(), value: v.string() }));

/** How packages call the question whether somebody accepts a licence. */
const LICENCE = /(?:^|[/_-])(?:accepted|licen[cs]e|eula)(?:[/_-]|$)/i;

/** Names of questions whether somebody accepts a licence, by the name of the package that asks. */
export type LicenceQuestions = Readonly<Record<string, readonly string[]>>;

/**
 * Looks into packages for licences that somebody must accept.
 *
 * @param files the file of each package, by SHA-256
 * @param known what is known of a package without looking into it
 */
export async function listLicences(
  distro: Pick<DistroContext, 'run' | 'cacheDir'>,
  packages: readonly ResolvedPackage[],
  files: ReadonlyMap<string, string>,
  known: (item: ResolvedPackage) => readonly string[] | undefined = () => undefined,
): Promise<LicenceQuestions> {
  const asked = packages.map((item) => [item, known(item)] as const);
  const open = asked.flatMap(([item, names]) => {
    const file = files.get(item.sha256);
    return names !== undefined || file === undefined ? [] : [{ name: item.name, sha256: item.sha256, file }];
  });
  const found = await keepValue(distro, {
    kind: 'licences',
    inputs: open,
    shape: v.record(v.string(), v.array(v.string())),
    find: async (items) => {
      const read = await mapLimited(items, availableParallelism(), async ({ name, sha256, file }) => {
        return [name, [...(await readLicences(distro, sha256, file))]] as const;
      });
      return Object.fromEntries(read.filter(([, names]) => names.length > 0));
    },
  });
  const all = asked.map(([{ name }, names]) => [name, names ?? found[name] ?? []] as const);
  return Object.fromEntries(all.filter(([, names]) => names.length > 0));
}

async function readLicences(
  { run, cacheDir }: Pick<DistroContext, 'run' | 'cacheDir'>,
  sha256: string,
  file: string,
): Promise<readonly string[]> {
  const read = (): Promise<readonly PackageQuestion[]> => readQuestions(run, file);
  const questions = await keepByPackage(cacheDir, 'questions', sha256, keptQuestions, read);
  return questions
    .filter(({ name, type, value }) => type === 'boolean' && value !== 'true' && LICENCE.test(name))
    .map(({ name }) => name);
}

/**
 * Licences that a package of an appliance wants accepted, and that no node answers: such a package stops in the middle
 * of the installation, where nobody is asked. Pure.
 */
export function proveLicences(
  asked: LicenceQuestions,
  { byAppliance }: Pick<Closure, 'byAppliance'>,
  profiles: readonly Profile[],
): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const profile of profiles) {
    const answered = new Set(listAnswered(profile));
    for (const name of byAppliance[profile.appliance] ?? []) {
      for (const question of asked[name] ?? []) {
        if (answered.has(question)) continue;
        const origin = profile.packages.enabled.find((item) => item.name === name)?.by[0];
        const message = `Package "${name}" wants a licence accepted, and no node of appliance "${profile.appliance}" answers "${question}"`;
        const hint = `Read it; then write in a node: <main><native installer="preseed">${name} ${question} boolean true</native></main>`;
        const place = origin === undefined ? undefined : placeOfOrigin(origin);
        const problem = errorProblem('LICENCE_UNANSWERED', message, place, hint);
        problems.set(`${name} ${question} ${place?.file}:${place?.line}`, problem);
      }
    }
  }
  return [...problems.values()];
}

/** Questions that the nodes answer, in lines OWNER QUESTION TYPE VALUE. */
function listAnswered({ directives }: Profile): readonly string[] {
  return directives
    .filter(({ name, installer }) => name === 'native' && installer === 'preseed')
    .flatMap(({ text }) => text.split('\n').flatMap((line) => line.trim().split(/\s+/)[1] ?? []));
}
