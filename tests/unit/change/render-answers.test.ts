import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MachineAnswer } from '../../../builder/cli/host/change/ask-machines.ts';
import { isGood, renderAnswers } from '../../../builder/cli/host/change/render-answers.ts';

const PLAN = { verdict: 'in place', reasons: [], attributes: [], changes: [], restarts: [] } as const;
const answered = (answer: object, host = 'compute-0-0'): MachineAnswer =>
  ({ host, answer: { format: 1, plan: PLAN, drift: [], overwritten: [], record: {}, ...answer } }) as never;
const MISSING: MachineAnswer = { host: 'compute-0-0', why: 'it gave no answer' };

/** What it is, the answer, whether all is well there, and the text. */
const CASES: readonly (readonly [string, MachineAnswer, boolean, string])[] = [
  ['no answer', MISSING, false, ': it gave no answer\n'],
  ['nothing to do', answered({ plan: { ...PLAN, verdict: 'nothing' } }), true, ': nothing\n'],
  ['applied', answered({}), true, ': applied\n'],
  [
    'applied, with what changed',
    answered({
      plan: {
        ...PLAN,
        attributes: [{ name: 'server', before: 'one', after: 'two' }],
        changes: [{ kind: 'package', name: 'tree', change: 'added', by: 'compute (mine/nodes/c.xml:1)' }],
        restarts: ['chrony.service'],
      },
    }),
    true,
    `: applied
  attribute server: one -> two
  packages
    + tree  compute (mine/nodes/c.xml:1)
  restarts: chrony.service
`,
  ],
  [
    'must be installed anew',
    answered({ plan: { ...PLAN, verdict: 'reinstall', reasons: ['the disks are others'] } }),
    false,
    `: reinstall
  because the disks are others
  nothing was changed: cairn host reinstall
`,
  ],
  [
    'changed by hand, in part written over',
    answered({ drift: ['/etc/a', '/etc/b'], overwritten: ['/etc/b'] }),
    false,
    `: applied, drift
  changed by hand, left alone: /etc/a
  changed by hand, written over (what it held: /etc/b.cairn-old)
`,
  ],
  [
    'changed by hand, all written over',
    answered({ drift: ['/etc/b'], overwritten: ['/etc/b'] }),
    true,
    `: applied
  changed by hand, written over (what it held: /etc/b.cairn-old)
`,
  ],
  [
    'failed in the middle',
    answered({ failure: 'apt-get: no space left\n\nE: at dpkg\n' }),
    false,
    `: failed; the next "cairn host apply" goes on
  apt-get: no space left
  E: at dpkg
`,
  ],
];

const test = suite('what machines answered');

for (const [what, answer, good, text] of CASES)
  test(what, () => {
    assert.is(renderAnswers([answer], false), `compute-0-0${text}`);
    assert.is(isGood(answer), good);
  });

test('only looked: what would be applied is not said to be', () => {
  assert.is(renderAnswers([answered({})], true), 'compute-0-0: in place\n');
});

test('machines with the same answer are named once, in the order of the first ones', () => {
  const answers = [
    answered({}),
    { host: 'compute-0-1', why: 'it gave no answer' },
    answered({}, 'compute-0-2'),
    { host: 'compute-0-3', why: 'it gave no answer' },
    answered({}, 'compute-0-4'),
  ];
  assert.is(
    renderAnswers(answers, false),
    'compute-0-[0,2,4]: applied\ncompute-0-[1,3]: it gave no answer\n',
  );
});

test.run();
