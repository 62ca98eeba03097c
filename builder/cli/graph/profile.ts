import { foldFindings } from '../../build/mod.ts';
import { BuildError } from '../../model/mod.ts';
import { printPieces, renderJson, reportProblems } from '../terminal/report.ts';
import type { GraphCheckOptions } from './commands.ts';
import { readSoundInputs } from './inputs.ts';
import { describeProfile } from './json.ts';
import { listProblems, traverseMachine } from './machine.ts';
import { renderProfileText } from './profile-text.ts';

/** `cairn graph profile APPLIANCE`. @throws {BuildError} with every problem, when there are errors */
export async function runGraphProfile(appliance: string, options: GraphCheckOptions): Promise<void> {
  const inputs = await readSoundInputs(options);
  const traversal = await traverseMachine(inputs, appliance, {
    strict: options.strict === true,
    allowUnanswered: 'warn',
  });
  const problems = listProblems(inputs, traversal.problems);
  const { profile } = traversal;
  const folded = foldFindings(problems, inputs.rolls);
  if (profile === undefined) throw new BuildError(folded);
  if (options.format === 'json') {
    const warnings = problems.filter((problem) => problem.severity === 'warning');
    await printPieces(renderJson(describeProfile(profile, warnings)));
    return;
  }
  reportProblems(folded);
  await printPieces(renderProfileText(profile));
}
