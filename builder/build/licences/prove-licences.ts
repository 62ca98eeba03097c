import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { type Closure, type DistroContext, keepByPackage } from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import { mapLimited } from '../../io/mod.ts';
import { errorProblem, type Problem, placeOfOrigin } from '../../model/mod.ts';
import { type PackageQuestion, readQuestions } from './read-questions.ts';

const keptQuestions = v.array(v.object({ name: v.string(), type: v.string(), value: v.string() }));

/** How packages call the question whether somebody accepts a licence. */
const LICENCE = /(?:^|[/_-])(?:accepted|licen[cs]e|eula)(?:[/_-]|$)/i;

/**
 * Licences that a package of an appliance wants accepted, and that no node answers: such a package stops in the middle
 * of the installation, where nobody is asked.
 *
 * @param files the file of each package, by SHA-256
 */
export async function proveLicences(
  distro: Pick<DistroContext, 'run' | 'cacheDir'>,
  closure: Closure,
  files: ReadonlyMap<string, string>,
  profiles: readonly Profile[],
): Promise<readonly Problem[]> {
  const asked = new Map<string, readonly PackageQuestion[]>();
  await mapLimited(closure.packages, availableParallelism(), async (item) => {
    const file = files.get(item.sha256);
    if (file === undefined) return;
    const read = (): Promise<readonly PackageQuestion[]> => readQuestions(distro.run, file);
    const questions = await keepByPackage(distro.cacheDir, 'questions', item.sha256, keptQuestions, read);
    const open = questions.filter(
      ({ name, type, value }) => type === 'boolean' && value !== 'true' && LICENCE.test(name),
    );
    if (open.length > 0) asked.set(item.name, open);
  });
  const problems = new Map<string, Problem>();
  for (const profile of profiles) {
    const answered = new Set(listAnswered(profile));
    for (const name of closure.byAppliance[profile.appliance] ?? []) {
      for (const question of asked.get(name) ?? []) {
        if (answered.has(question.name)) continue;
        const origin = profile.packages.enabled.find((item) => item.name === name)?.by[0];
        const message = `Package "${name}" wants a licence accepted, and no node of appliance "${profile.appliance}" answers "${question.name}"`;
        const hint = `Read it; then write in a node: <main><native installer="preseed">${name} ${question.name} boolean true</native></main>`;
        const place = origin === undefined ? undefined : placeOfOrigin(origin);
        const problem = errorProblem('LICENCE_UNANSWERED', message, place, hint);
        problems.set(`${name} ${question.name} ${place?.file}:${place?.line}`, problem);
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
