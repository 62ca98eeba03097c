import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError, errorProblem, formatProblem, warningProblem } from '../../../builder/model/mod.ts';

const test = suite('formatProblem()');

test('prints place, severity, code and hint', () => {
  const problem = errorProblem(
    'YAML_KEY_UNKNOWN',
    'Unknown key "rols"',
    { file: 'a.yaml', line: 3, column: 1 },
    'Did you mean "rolls"?',
  );
  assert.is(
    formatProblem(problem),
    'a.yaml:3:1: error: Unknown key "rols" [YAML_KEY_UNKNOWN]\n  Did you mean "rolls"?',
  );
});

test('an error decides the exit code, not a warning before it', () => {
  const error = new BuildError([warningProblem('INTERNAL', 'Odd'), errorProblem('YAML_SYNTAX', 'Bad')]);
  assert.is(error.exitCode, 1);
});

test.run();
