import { resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChildEvent } from '../../../scripts/testing/child-event.ts';
import { type FileResult, runFile } from '../../../scripts/testing/run-file.ts';

const root = resolve('.');
const planFixture = (name: string) => ({
  ...{ path: `tests/unit/testing/files/${name}.ts`, limitSeconds: 7, alone: false },
});

/** Runs a file whose time is over as soon as its process says `last`. */
function runUntil(name: string, last: ChildEvent['type']): Promise<FileResult> {
  const timers: (() => void)[] = [];
  return runFile(planFixture(name), {
    root,
    startTimer: (work) => {
      timers.push(work);
      return () => {};
    },
    onEvent: ({ type }) => {
      if (type !== last) return;
      timers.at(-1)!();
      // The grace that it is given.
      timers.at(-1)!();
    },
  });
}

const never = { root, startTimer: () => () => {} };
const test = suite('runFile()');

test('counts what passed and was skipped, and keeps what was said', async () => {
  const { seconds, ...result } = await runFile(planFixture('passes'), never);
  assert.ok(seconds > 0);
  assert.match(result.output, 'said by the first test');
  const counts = { passed: 2, failed: 0, skipped: 1 };
  assert.equal(result, { path: 'tests/unit/testing/files/passes.ts', ...counts, output: result.output });
});

test('shows why a test failed, with the names of suite and test', async () => {
  const { passed, failed, output, fault } = await runFile(planFixture('fails'), never);
  assert.equal({ passed, failed, fault }, { passed: 1, failed: 1, fault: undefined });
  assert.match(output, / FAIL .*a suite that fails.*"is wrong"/);
});

test('names the test that spins', async () => {
  let begun = 0;
  const timers: (() => void)[] = [];
  const { fault, failed } = await runFile(planFixture('spins'), {
    root,
    startTimer: (work) => {
      timers.push(work);
      return () => {};
    },
    onEvent: ({ type }) => {
      if (type !== 'begin' || ++begun < 2) return;
      timers[0]!();
      timers[1]!();
    },
  });
  assert.is(fault, 'hangs in "a suite that hangs", "spins": not done within 7 s');
  assert.is(failed, 1);
});

test('takes a promise that nobody keeps for a fault', async () => {
  const { fault } = await runFile(planFixture('waits'), never);
  assert.match(fault ?? '', /^broke off in "a suite that waits", "for nothing": exit status 13$/);
});

test('says that a file stays open after its tests', async () => {
  const { fault, passed, failed } = await runUntil('stays-open', 'end');
  assert.is(fault, 'does not end: something is open 30 s after its last test');
  assert.equal([passed, failed], [1, 1]);
});

test('fails a file that breaks when it is loaded, and one that runs no test', async () => {
  const broken = await runFile(planFixture('breaks'), never);
  assert.equal([broken.fault, broken.failed], ['broke off: exit status 1', 1]);
  assert.match(broken.output, 'This file breaks when it is loaded');
  const silent = await runFile(planFixture('forgets-run'), never);
  assert.equal([silent.fault, silent.failed], ['ran no test (is test.run() missing?)', 1]);
});

test.run();
