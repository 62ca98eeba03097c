import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planGraphBundle, readRecipe, readRolls, traverseAppliances } from '../../../../builder/build/mod.ts';
import { BuildError, formatProblem } from '../../../../builder/model/mod.ts';
import { askGraph } from '../../ask-graph.ts';

const HERE = import.meta.dirname;
const WANTED =
  'imp-eval-host/nodes/imp.xml:4: error: A program looks at "hostname", which only a host has: it runs once, before there are hosts [EVAL_HOST] | Let the host run it: a script such as <post env="hostname"> has the values in its environment';
const test = suite("case: a program that names a host's attribute");

test('is refused by the check', async () => {
  const { exitCode, findings } = await askGraph(HERE, 'check', '--recipe', './imp-host.recipe.yaml');
  assert.is(exitCode, 1);
  assert.equal(
    findings.filter((line) => / error: /.test(line)),
    [WANTED],
  );
});

test('and by the build', async () => {
  const recipe = await readRecipe(`${HERE}/imp-host.recipe.yaml`);
  const rolls = await readRolls(recipe, { cacheDir: 'output', shippedRolls: 'rolls', judge: async () => [] });
  const build = async (appliance: string): Promise<readonly string[]> => {
    try {
      await traverseAppliances(planGraphBundle(recipe, rolls), [appliance], rolls);
      return [];
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      const errors = error.problems.filter(
        ({ severity, code }) => severity === 'error' && code === 'EVAL_HOST',
      );
      return errors.map((problem) =>
        formatProblem(problem).replaceAll(`${HERE}/`, '').replace('\n  ', ' | '),
      );
    }
  };
  assert.equal(await build('compute'), [WANTED]);
  assert.equal(await build('frontend'), [], 'which does not reach it');
});

test.run();
