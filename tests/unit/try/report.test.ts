import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderJunit } from '../../../builder/try/report/render-junit.ts';
import { renderText } from '../../../builder/try/report/render-text.ts';
import { hasPassed, type TrialReport } from '../../../builder/try/report/trial-report.ts';

const good: TrialReport = {
  format: 1,
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

test.run();
