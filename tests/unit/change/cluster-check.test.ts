import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeCluster, renderJudgement } from '../../../builder/cli/cluster/judge-cluster.ts';
import type { ChangePlan, Verdict } from '../../../builder/graph/mod.ts';

const plan = (verdict: Verdict): ChangePlan => ({
  verdict,
  reasons: [],
  attributes: [],
  changes: [],
  restarts: [],
});
const NOTHING = { hosts: ['frontend', 'compute-0-0'], plan: plan('nothing') };

const test = suite('cairn cluster check');

test('says in one line that all is well', () => {
  const judged = judgeCluster([NOTHING], []);
  assert.is(judged.good, true);
  assert.is(renderJudgement(judged), 'All is as it should be: 2 machines');
});

test('says in one line what is to be done, and where', () => {
  const groups = [
    NOTHING,
    { hosts: ['compute-0-1', 'compute-0-2'], plan: plan('in place') },
    { hosts: ['compute-1-0'], plan: plan('reinstall') },
    { hosts: ['compute-1-1'], why: 'no record' },
  ];
  const judged = judgeCluster(groups, ['compute-0-0', 'compute-0-1']);
  assert.is(judged.good, false);
  assert.is(
    renderJudgement(judged),
    '5 of 6 machines are not as they should be; can be changed in place: compute-0-[1-2]; must be installed anew: compute-1-0; changed by hand: compute-0-[0-1]; not known: compute-1-1',
  );
});

test.run();
