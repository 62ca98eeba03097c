import { checkInstallation, findBackend, missingBackend } from '../../backends/mod.ts';
import {
  attributesOfMachine,
  checkEvals,
  checkFacts,
  checkScriptValues,
  collectKnownNames,
  nameMachine,
  type Profile,
  parseGraph,
  traverse,
} from '../../graph/mod.ts';
import { checkDerived } from '../../hosts/mod.ts';
import { type KeptPlace, type Run, run } from '../../io/mod.ts';
import { BuildError, type Graph, type GraphBundle, type Problem, valueRulesOf } from '../../model/mod.ts';
import type { RollOutline } from '../../rolls/mod.ts';
import { checkSyntax } from '../syntax/check-syntax.ts';
import { checkUnits } from '../units/check-units.ts';
import { checkGivenNames, checkGivenSubjects, checkGivenValues } from '../values/check-given.ts';
import type { GivenValue } from '../values/given-values.ts';
import { checkHeaders } from './check-headers.ts';
import { localizeProblem } from './localize-problem.ts';

/** What appliances get, as far as it is known without a site. */
export interface Profiles {
  readonly graph: Graph;
  readonly profiles: readonly Profile[];
  readonly warnings: readonly Problem[];
}

/**
 * Traverses the graph for appliances. Answers that only a site gives are left open.
 *
 * @param given values of recipe and site, with their places
 * @param runProgram runs the readers of scripts and packages
 * @param cache keeps what they have read
 * @throws {BuildError} with every error of every appliance, each once
 */
export async function traverseAppliances(
  bundle: GraphBundle,
  appliances: readonly string[],
  rolls: readonly RollOutline[],
  given: readonly GivenValue[] = [],
  runProgram: Run = run,
  cache?: KeptPlace,
): Promise<Profiles> {
  const graph = parseGraph(bundle);
  const problems = new Map<string, Problem>();
  const add = (found: readonly Problem[]): void => {
    for (const problem of found) problems.set(JSON.stringify(problem), problem);
  };
  const rules = valueRulesOf(bundle);
  add(checkGivenValues(rules, given));
  add(checkGivenNames(collectKnownNames(graph), given));
  add(checkGivenSubjects(bundle, given));
  add(checkScriptValues(graph));
  add(checkFacts(graph));
  const profiles: Profile[] = [];
  const backend = findBackend(graph.os);
  if (backend === undefined) problems.set('', missingBackend(graph.os));
  for (const appliance of appliances) {
    const machine = attributesOfMachine(graph, appliance, nameMachine(appliance));
    // Whatever is wrong already: all of it is told in one run
    const result = traverse(graph, machine, appliance, { allowUnanswered: true, keepGoing: true });
    add(result.problems);
    add(checkEvals(graph, machine, appliance));
    add(checkDerived(rules, machine));
    if (result.profile === undefined) continue;
    profiles.push(result.profile);
    // What the installer could not carry out is found here, not on the machine
    if (backend !== undefined) add(checkInstallation(backend, result.profile));
    add(checkHeaders(result.profile));
  }
  add(await checkSyntax(runProgram, bundle, profiles, cache));
  add(await checkUnits(runProgram, graph, profiles, rolls));
  const all = [...problems.values()].map((problem) => localizeProblem(problem, rolls));
  if (all.some((problem) => problem.severity === 'error')) throw new BuildError(all);
  return { graph, profiles, warnings: all };
}
