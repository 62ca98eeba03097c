import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runEvals } from '../../../../builder/build/mod.ts';
import { refuseValues } from '../../../../builder/cli/site/refuse-values.ts';
import { attributesOfMachine, checkGraph, parseGraph, traverse } from '../../../../builder/graph/mod.ts';
import { readRoll } from '../../../../builder/rolls/mod.ts';

const HERE = import.meta.dirname;
const test = suite('case: programs and what differs from host to host');

const bundleOf = async (top: string) => {
  const roll = await readRoll(`${HERE}/eval-host`, 'output');
  const files = roll.source.files.map((file) =>
    file.path === 'nodes/top.xml' && top !== '' ? { ...file, text: top } : file,
  );
  const appliances = { top: { node: 'top' } };
  const bundle = {
    format: 1 as const,
    rolls: [{ ...roll.source, appliances, files }],
    allowEval: ['eval-host'],
  };
  return { bundle, rolls: [roll] };
};
const check = async (top: string): Promise<readonly string[]> => {
  const { bundle } = await bundleOf(top);
  const problems = checkGraph(parseGraph(bundle), { collectEvals: true });
  return problems.flatMap(({ severity, code, place }) =>
    code === 'EVAL_HOST' ? [`${severity} ${place!.file}:${place!.line}`] : [],
  );
};

test('the case: in the text of the program', async () => {
  assert.equal(await check(''), ['error eval-host/nodes/top.xml:4']);
});

test('in its environment, in a condition inside it, and where the condition around it does not hold at the build', async () => {
  const place = 'error eval-host/nodes/top.xml:2';
  for (const inside of [
    '<eval env="rank">echo $rank</eval>',
    '<eval>echo <var name="x" val="1" cond="rack == 3"/></eval>',
    '<eval cond="rank == 7">echo &rack;</eval>',
  ]) {
    assert.equal(await check(`<kickstart><post>\n${inside}\n</post></kickstart>`), [place], inside);
  }
  assert.equal(
    await check('<kickstart><post>\n<eval>echo &appliance; &os; &arch;</eval>\n</post></kickstart>'),
    [],
  );
});

test('a program under a condition that only some host meets has its output ready', async () => {
  const top =
    '<kickstart><post><eval cond="rank == 7">echo seven</eval><eval os="sunos">echo sun</eval><eval cond="nope">echo no</eval></post></kickstart>';
  const { bundle, rolls } = await bundleOf(top);
  const done = await runEvals(bundle, ['top'], { rolls, allowed: bundle.allowEval });
  assert.equal(Object.values(done.evalOutputs ?? {}), ['seven\n']);
  const graph = parseGraph(done);
  for (const [rank, text] of [
    ['7', 'seven\n'],
    ['8', ''],
  ] as const) {
    const machine = attributesOfMachine(graph, 'top', { hostname: 'x', rack: '0', rank });
    const { profile, problems } = traverse(graph, machine, 'top');
    assert.equal(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.is(
      profile!.scripts
        .map(({ parts }) => parts.map((part) => ('text' in part ? part.text : '')).join(''))
        .join(''),
      text,
    );
  }
});

test('a frontend refuses to set what a program looked at', async () => {
  const top = '<kickstart><post env="motto"><eval env="flavour">echo $flavour</eval></post></kickstart>';
  const { bundle } = await bundleOf(top);
  const set = (name: string): string => {
    try {
      refuseValues(bundle, [{ name, value: 'x', scope: 'global' }]);
      return 'set';
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.is(set('motto'), 'set');
  assert.match(set('flavour'), /"flavour" cannot be set here: .* \[EVAL_HOST\]/);
});

test.run();
