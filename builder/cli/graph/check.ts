import { checkInstallation, findBackend, missingBackend } from '../../backends/mod.ts';
import {
  checkGivenNames,
  checkGivenSubjects,
  checkGivenValues,
  checkHeaders,
  checkSyntax,
  checkUnits,
  foldFindings,
} from '../../build/mod.ts';
import { parseDebs } from '../../distro/mod.ts';
import {
  attributesOfMachine,
  checkGraph,
  collectEntryPoints,
  collectKnownNames,
  nameMachine,
  type Profile,
  parseGraph,
} from '../../graph/mod.ts';
import { checkDerived } from '../../hosts/mod.ts';
import { run } from '../../io/mod.ts';
import { BuildError, countOf, valueRulesOf } from '../../model/mod.ts';
import { listRollPackages } from '../../rolls/mod.ts';
import { printJson, printLine, printProblems } from '../terminal/report.ts';
import type { GraphCheckOptions } from './commands.ts';
import { type GraphInputs, readGraphInputs } from './inputs.ts';
import { describeProblem } from './json.ts';
import { listProblems } from './machine.ts';

/** `cairn graph check`: every finding in one run; exit code 1 when there are errors among them. */
export async function runGraphCheck(options: GraphCheckOptions): Promise<void> {
  const { problems, summary, rolls } = await findProblems(options);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  if (options.format === 'json') {
    printJson({ errors, warnings, findings: problems.map(describeProblem) });
  } else {
    printProblems(foldFindings(problems, rolls));
    printLine(`${summary}${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`);
  }
  if (errors > 0) process.exitCode = 1;
}

/** A roll that cannot be read at all is a finding as well. */
async function findProblems(options: GraphCheckOptions): Promise<{
  readonly problems: BuildError['problems'];
  readonly summary: string;
  readonly rolls: GraphInputs['rolls'];
}> {
  let inputs: GraphInputs;
  try {
    inputs = await readGraphInputs(options);
  } catch (error) {
    if (!(error instanceof BuildError) || error.exitCode !== 1) throw error;
    return { problems: error.problems, summary: '', rolls: [] };
  }
  const graph = parseGraph(inputs.bundle);
  const backend = findBackend(graph.os);
  const profiles: Profile[] = [];
  const found = checkGraph(
    graph,
    { strict: options.strict === true, host: inputs.host, collectEvals: true },
    (profile) => {
      profiles.push(profile);
      return [
        ...(backend === undefined ? [] : checkInstallation(backend, profile)),
        ...checkHeaders(profile),
      ];
    },
  );
  // Rolls alone may be for an operating system that somebody only asks about
  const missing = backend === undefined && options.recipe !== undefined ? [missingBackend(graph.os)] : [];
  const rules = valueRulesOf(inputs.bundle);
  const derived = collectEntryPoints(graph).flatMap(({ appliance }) =>
    checkDerived(rules, attributesOfMachine(graph, appliance, { ...nameMachine(appliance), ...inputs.host })),
  );
  const debs = (await Promise.all(inputs.rolls.map(listRollPackages))).flatMap((each) => each.debs);
  return {
    problems: [
      ...checkGivenValues(rules, inputs.given),
      ...checkGivenNames(collectKnownNames(graph), inputs.given),
      ...checkGivenSubjects(inputs.bundle, inputs.given),
      ...listProblems(inputs, [
        ...missing,
        ...found,
        ...derived,
        ...(await checkSyntax(run, inputs.bundle, profiles)),
        ...(await checkUnits(run, graph, profiles, inputs.rolls)),
        ...(await parseDebs(run, debs)),
      ]),
    ],
    rolls: inputs.rolls,
    summary: `${countOf(graph.nodes.size, 'node')}, ${countOf(graph.edges.length, 'edge')}, `,
  };
}
