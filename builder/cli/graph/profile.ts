import { BuildError, fail } from '../../model/mod.ts';
import { printPieces, renderJson, reportProblems } from '../terminal/report.ts';
import { type GraphInputOptions, readGraphInputs } from './inputs.ts';
import { describeProfile } from './json.ts';
import { listProblems, traverseMachine } from './machine.ts';
import { renderProfileText } from './profile-text.ts';

/** `cairn graph profile APPLIANCE`. @throws {BuildError} with every problem, when there are errors */
export async function runGraphProfile(appliance: string, options: GraphInputOptions): Promise<void> {
  checkFormat(options.format, ['text', 'json']);
  const inputs = await readGraphInputs(options);
  const traversal = await traverseMachine(inputs, appliance, {
    strict: options.strict === true,
    allowUnanswered: 'warn',
  });
  const problems = listProblems(inputs, traversal.problems);
  const { profile } = traversal;
  if (profile === undefined) throw new BuildError(problems);
  if (options.format === 'json') {
    const warnings = problems.filter((problem) => problem.severity === 'warning');
    await printPieces(renderJson(describeProfile(profile, warnings)));
    return;
  }
  reportProblems(problems);
  await printPieces(renderProfileText(profile));
}

/** @throws {BuildError} USAGE for a format that is none of the known */
export function checkFormat(format: string, known: readonly string[]): void {
  if (known.includes(format)) return;
  fail('USAGE', `Format "${format}" is unknown`, undefined, `Known are: ${known.join(', ')}`);
}
