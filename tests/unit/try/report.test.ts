import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planBars } from '../../../builder/try/report/plan-bars.ts';
import { renderHtml } from '../../../builder/try/report/render-html.ts';
import { renderJunit } from '../../../builder/try/report/render-junit.ts';
import { renderText } from '../../../builder/try/report/render-text.ts';
import { hasPassed, type TrialReport } from '../../../builder/try/report/trial-report.ts';

const good: TrialReport = {
  format: 1,
  ground: 'container',
  name: 'minimal',
  version: '1.0',
  machines: [
    {
      host: 'frontend',
      appliance: 'frontend',
      address: '10.1.1.1',
      stages: [
        { title: 'Installing packages', seconds: 0.1, cached: true },
        { title: 'Configuring', seconds: 4 },
      ],
      installSeconds: 5.25,
      startSeconds: 2,
      ports: [{ protocol: 'tcp', port: 22, address: '0.0.0.0', program: 'sshd' }],
    },
  ],
  checks: [
    {
      host: 'frontend',
      appliance: 'frontend',
      id: 'running',
      title: 'it runs',
      ok: true,
      detail: [],
      seconds: 0.5,
    },
  ],
  failures: [],
  seconds: 9,
};
const bad: TrialReport = {
  ...good,
  checks: [
    { ...good.checks[0]!, ok: false, detail: ['a "b" <c> & d', '  \u0007last words'] },
    ...good.checks.slice(1),
  ],
  failures: [
    { severity: 'error', code: 'TRY_FAILED', message: 'login-0 cannot be installed: no', hint: 'why' },
  ],
};

const test = suite('the report of a trial');

test('passes where every check did and every machine was there', () => {
  assert.is(hasPassed(good), true);
  assert.is(hasPassed(bad), false);
  assert.is(hasPassed({ ...good, failures: bad.failures }), false);
});

test('for people: a block for each machine, and what was not tried', () => {
  const text = renderText(good);
  assert.match(
    text,
    /^frontend \(frontend, 10\.1\.1\.1\)\n {2}installed in 5\.3 s \(done before: installing packages\)/,
  );
  assert.match(text, /open ports: 22\/tcp sshd\n {2}ok {3}running: it runs\n/);
  assert.match(text, /A container cannot show:\n {2}- the kernel/);
  assert.match(text, /minimal 1\.0: passed, 1 check on 1 machine in 9\.0 s\n$/);
  const failure = renderText(bad);
  assert.match(failure, / {2}FAIL running: it runs\n {9}a "b" <c> & d\n/);
  assert.match(failure, /login-0 cannot be installed: no/);
  assert.match(failure, /FAILED, 2 of 2 checks/);
});

test('as JUnit: whatever a machine says is text', () => {
  assert.is(
    renderJunit(good),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="minimal" tests="1" failures="0" time="9.000">
  <testsuite name="frontend" tests="1" failures="0">
    <testcase classname="frontend" name="running: it runs" time="0.500"/>
  </testsuite>
</testsuites>
`,
  );
  const xml = renderJunit(bad);
  assert.match(xml, /tests="2" failures="2"/);
  assert.match(
    xml,
    /message="a &quot;b&quot; &lt;c&gt; &amp; d">a &quot;b&quot; &lt;c&gt; &amp; d&#10; {2}last words</,
  );
  assert.match(xml, /<testsuite name="installation" tests="1" failures="1">/);
});

const again: TrialReport = {
  ...good,
  machines: [
    {
      ...good.machines[0]!,
      again: { stages: [{ title: 'Configuring', seconds: 1 }], installSeconds: 1.5, startSeconds: 2.5 },
    },
  ],
  checks: [...good.checks, { ...good.checks[0]!, id: 'same-files', after: 'reinstallation' }],
};

test('a second installation has times and checks of its own', () => {
  const lines = renderText(again).split('\n');
  assert.equal(lines.slice(3, 6), [
    '  ok   running: it runs',
    '  a second time over itself: installed in 1.5 s; running 2.5 s after its start',
    '  ok   same-files: it runs',
  ]);
});

test('times as bars that can be compared', () => {
  const rows = planBars(again.machines);
  assert.equal(
    rows.map(({ label, seconds }) => [label, seconds]),
    [
      ['frontend', 7.25],
      ['frontend, again', 4],
    ],
  );
  assert.equal(
    rows[1]!.bars.map(({ title, seconds, kind, percent }) => [title, seconds, kind, Math.round(percent)]),
    [
      ['Before and between', 0.5, 'other', 7],
      ['Configuring', 1, 'stage', 14],
      ['Starting', 2.5, 'start', 34],
    ],
  );
  assert.is(rows[0]!.bars[1]!.kind, 'cached');
  assert.equal(planBars([]), []);
});

test('as a page without any other file: whatever a machine says is text', () => {
  const page = renderHtml(bad);
  assert.match(page, /<h1>minimal 1\.0: <span class="bad">2 FAILED, 2 checks on 1 machine, 9\.0 s<\/span>/);
  assert.match(page, /<pre>a &quot;b&quot; &lt;c&gt; &amp; d\n {2}last words<\/pre>/);
  assert.match(page, /login-0 cannot be installed: no \[TRY_FAILED\]/);
  assert.match(page, /<i class="cached" style="width:1\.38%" title="Installing packages: 0\.1 s"><\/i>/);
  assert.not.match(page, /<script|https?:|src=|href=/);
  assert.match(renderHtml(again), /it runs \(after a reinstallation\)/);
});

test.run();
