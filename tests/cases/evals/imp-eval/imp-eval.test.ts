import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const RECIPE = ['--recipe', './imp.recipe.yaml'];
const test = suite('case: programs of an imported roll that nobody allowed');

test('are errors of the check and of a profile, with their places', async () => {
  for (const words of [['check'], ['profile', 'compute']]) {
    const { exitCode, findings } = await askGraph(HERE, ...words, ...RECIPE);
    assert.is(exitCode, 1);
    const errors = findings.filter((line) => / error: /.test(line));
    assert.equal(errors, [
      'imp-eval/nodes/imp.xml:4:47: error: Roll "imp-eval" wants to run a program (nodes/imp.xml, line 4) [EVAL_REFUSED] | Write allowEval: [imp-eval] in the recipe to allow it',
      'imp-eval/nodes/imp.xml:5:31: error: Roll "imp-eval" wants to run a program (nodes/imp.xml, line 5) [EVAL_REFUSED] | Write allowEval: [imp-eval] in the recipe to allow it',
    ]);
  }
});

test('a profile may be looked at leniently, without their output', async () => {
  const { exitCode, stdout, findings } = await askGraph(
    HERE,
    'profile',
    'compute',
    ...RECIPE,
    '--lenient',
    '--format',
    'json',
  );
  assert.is(exitCode, 0, findings.join('\n'));
  const { files, warnings } = JSON.parse(stdout);
  const key = files.find(({ path }: { path: string }) => path === '/etc/ssl/ca-key.pem');
  assert.is(key.text, '');
  assert.is(warnings.filter(({ code }: { code: string }) => code === 'EVAL_REFUSED').length, 2);
});

test.run();
