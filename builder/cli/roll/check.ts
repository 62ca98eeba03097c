import { join } from 'node:path';
import {
  checkSyntax,
  checkTestScripts,
  foldFindings,
  localizeProblem,
  withOperatingSystem,
} from '../../build/mod.ts';
import { cacheDirOf, findOwnFiles } from '../../build/surroundings.ts';
import { judgeRoll, wordInRecipe } from '../../build/trust/judge-roll.ts';
import { withKnownKeys } from '../../build/trust/known-keys.ts';
import { parseDebs } from '../../distro/mod.ts';
import { checkGraph, type Profile, parseGraph } from '../../graph/mod.ts';
import { run, withTempDir } from '../../io/mod.ts';
import { BuildError, countOf, type GraphBundle, type Problem } from '../../model/mod.ts';
import { checkRoll, isArchived, type Roll, readRoll } from '../../rolls/mod.ts';
import { openSiteSurroundings } from '../release/surroundings.ts';
import { printJson, printLine, printProblems } from '../terminal/report.ts';
import type { RollJsonOptions } from './commands.ts';

/** `cairn roll check ROLL...`: every finding of all of them, in one run. */
export async function runRollCheck(paths: readonly string[], options: RollJsonOptions): Promise<void> {
  // Nothing of what is only looked at stays.
  await withTempDir((scratch) => checkRolls(paths, options, scratch));
}

async function checkRolls(
  paths: readonly string[],
  options: RollJsonOptions,
  scratch: string,
): Promise<void> {
  const rolls: Roll[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    try {
      const roll = await readRoll(path, scratch);
      rolls.push(roll);
      problems.push(...(await warnOfTrust(roll)));
      problems.push(...(await checkRoll(roll)).map((problem) => localizeProblem(problem, [roll])));
      problems.push(
        ...(await parseDebs(
          run,
          roll.packages.map(({ absolute }) => absolute),
        )),
      );
    } catch (error) {
      if (!(error instanceof BuildError) || error.exitCode !== 1) throw error;
      problems.push(...error.problems);
    }
  }
  problems.push(...(await checkTestScripts(run, rolls)));
  problems.push(...(await checkTogether(rolls)));
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  if (options.json) printJson({ rolls: rolls.map(describeRoll), problems });
  else {
    printProblems(foldFindings(problems, rolls));
    const warnings = countOf(problems.length - errors, 'warning');
    printLine(`${countOf(rolls.length, 'roll')} read, ${countOf(errors, 'error')}, ${warnings}`);
  }
  if (errors > 0) process.exitCode = 1;
}

/** What a build would say of where it comes from: to look at it needs nobody's trust. */
async function warnOfTrust(roll: Roll): Promise<readonly Problem[]> {
  if (!isArchived(roll)) return [];
  const { distro } = await openSiteSurroundings();
  const { problem } = await withKnownKeys(distro, [], (keyrings) =>
    judgeRoll(roll, { keyrings, unsigned: false, wordFor: wordInRecipe }),
  );
  return problem === undefined ? [] : [{ ...problem, severity: 'warning' }];
}

/**
 * Lets the engine look at the rolls' graph, together with the rolls they require from among those that come with
 * Cairn. Findings about these others are not the asker's.
 */
async function checkTogether(rolls: readonly Roll[]): Promise<Problem[]> {
  const asked = rolls.filter(({ kind }) => kind !== 'os');
  if (asked.length === 0) return [];
  const { rolls: shippedRolls } = await findOwnFiles();
  const together = [...(await readRequired(asked, shippedRolls)), ...asked];
  const bundle: GraphBundle = { format: 1, rolls: together.map(({ source }) => source) };
  const systems = { rolls: together, shippedRolls };
  const graph = parseGraph(await withOperatingSystem(bundle, systems));
  const isAsked = ({ place }: Problem): boolean =>
    place === undefined || asked.some(({ name }) => place.file === name || place.file.startsWith(`${name}/`));
  const profiles: Profile[] = [];
  const found = checkGraph(graph, { collectEvals: true }, (profile) => {
    profiles.push(profile);
    return [];
  });
  return [...found, ...(await checkSyntax(run, bundle, profiles))]
    .filter(isAsked)
    .map((problem) => localizeProblem(problem, asked));
}

/** Rolls that are required and not given, as far as they come with Cairn. */
async function readRequired(asked: readonly Roll[], shipped: string | undefined): Promise<Roll[]> {
  const found = new Map<string, Roll>();
  const pending = asked.flatMap(({ source }) => source.requires ?? []);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (shipped === undefined || found.has(name) || asked.some((roll) => roll.name === name)) continue;
    const roll = await readRoll(join(shipped, name), cacheDirOf()).catch(() => undefined);
    if (roll === undefined) continue;
    found.set(name, roll);
    pending.push(...(roll.source.requires ?? []));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describeRoll(roll: Roll): object {
  const { name, version, kind, origin, digest } = roll;
  return { name, version, kind, origin, digest };
}
