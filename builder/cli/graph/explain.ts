import {
  attributesOfMachine,
  explain,
  nameMachine,
  openMachine,
  parseGraph,
  renderExplanation,
} from '../../graph/mod.ts';
import { BuildError } from '../../model/mod.ts';
import { printJson, printProblems, printText } from '../terminal/report.ts';
import type { GraphExplainOptions } from './commands.ts';
import { explainSettingFile, findSayers } from './explain-file.ts';
import { readSoundInputs } from './inputs.ts';
import { listProblems, traverseMachine } from './machine.ts';

/** `cairn graph explain APPLIANCE THING`. @throws {BuildError} when errors of the graph leave no answer */
export async function runGraphExplain(
  appliance: string,
  thing: string,
  options: GraphExplainOptions,
): Promise<void> {
  const { kind, chains } = options;
  const inputs = await readSoundInputs(options);
  const traversal = await traverseMachine(inputs, appliance, { allowUnanswered: true });
  const { profile } = traversal;
  const graph = parseGraph(inputs.bundle);
  const attributes = attributesOfMachine(graph, appliance, { ...nameMachine(appliance), ...inputs.host });
  const roster = await inputs.rosterOf(appliance);
  const machine = openMachine(graph, attributes, { roster });
  const answer = explain(machine, appliance, profile, thing, {
    chains,
    ...(kind === undefined ? {} : { kind }),
  });
  if (profile === undefined) {
    // Attributes and nodes can be explained all the same: that is how the errors are understood.
    const problems = listProblems(inputs, traversal.problems);
    const isAnswered = answer.attribute !== undefined || answer.findings.length > 0;
    if (!isAnswered || problems.some(({ code }) => code === 'ENTRY_UNKNOWN')) throw new BuildError(problems);
    printProblems(problems);
    process.exitCode = 1;
  }
  const explanation = options.host === undefined ? answer : { ...answer, host: options.host };
  const sayers = answer.findings.length > 0 ? [] : findSayers(profile, thing);
  if (options.format === 'json') printJson(sayers.length === 0 ? explanation : { ...explanation, sayers });
  else if (sayers.length > 0) printText(explainSettingFile(explanation, sayers));
  else printText(renderExplanation(explanation));
}
