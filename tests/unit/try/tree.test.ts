import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PLAIN } from '../../../builder/cli/terminal/style.ts';
import { followAsTree } from '../../../builder/cli/try/follow-trial.ts';
import { growTrialTree } from '../../../builder/cli/try/trial-tree.ts';
import type { CheckResult } from '../../../builder/try/checks/verdict.ts';
import { planTrial } from '../../../builder/try/plan/plan-trial.ts';

const plan = planTrial(['compute', 'frontend'], { appliances: [], hostsEach: 2, tests: [] });
const check = (ok: boolean): CheckResult => ({
  ...{ host: 'compute-0-0', appliance: 'compute', id: 'running', title: 'it runs', seconds: 1 },
  ...{ ok, detail: ok ? [] : ['no \u001b[31mway'] },
});

const test = suite('the tree of a trial');

test('appliances and their machines, with what each does and since when', () => {
  const tree = growTrialTree(plan);
  tree.step('frontend', 'Configuring\u0007', 1000);
  tree.step('nobody', 'x', 0);
  tree.check('compute-0', check(true), 2000);
  tree.check('compute-0', check(false), 3000);
  assert.equal(tree.render(4400, PLAIN), [
    '|- frontend',
    '|  `- frontend    3 s  Configuring',
    '`- compute',
    '   |- compute-0   1 s  1 ok, 1 failed  it runs',
    '   `- compute-1  waiting',
    '2 checks, 1 failed',
  ]);
});

test('blocks and colors where a terminal has them', () => {
  const tree = growTrialTree(plan);
  tree.step('frontend', 'FAILED', 0);
  const [head, first] = tree.render(0, { color: true, blocks: true });
  assert.is(head, '├─ frontend');
  assert.is(first, '│  └─ \u001b[31mfrontend \u001b[0m   0 s  FAILED');
});

test('what fails stands above the tree for good, and a small terminal shows the end', () => {
  let written = '';
  const terminal = { write: (text: string) => (written += text), columns: 80, rows: 6 };
  const follower = followAsTree(terminal, PLAIN, { monotonicMs: () => 0 } as never);
  follower.tell('graph', 'before the plan');
  follower.onPlan(plan);
  follower.onCheck(check(false), 'compute-0');
  follower.end();
  assert.match(written, /compute-0-0:\u001b\[K\n/);
  assert.match(written, / {2}FAIL running: it runs\u001b\[K\n/);
  assert.not.match(written, /\u001b\[31m/);
  assert.match(written.slice(written.lastIndexOf('...')), /^\.\.\.\u001b\[K\n[\s\S]*1 check, 1 failed/);
});

test.run();
