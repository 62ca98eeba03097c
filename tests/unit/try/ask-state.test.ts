import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitUntilRunning } from '../../../builder/try/machine/ask-state.ts';
import { createFakeGuest } from '../../fakes/guest.ts';

const test = suite('waitUntilRunning');

test('asks again while nobody is there, and for no longer than a system may take', async () => {
  const pauses: number[] = [];
  const clock = {
    monotonicMs: () => pauses.reduce((sum, pause) => sum + pause, 0),
    sleep: async (milliseconds: number) => void pauses.push(milliseconds),
  };
  const answers = ['', 'offline\n', 'unknown\n', 'degraded\n'];
  assert.is(
    await waitUntilRunning(
      createFakeGuest(() => answers.shift()),
      clock,
    ),
    'degraded',
  );
  assert.equal(pauses, [100, 100, 100]);
  assert.is(
    await waitUntilRunning(
      createFakeGuest(() => 'offline\n'),
      clock,
    ),
    'offline',
  );
  assert.is(clock.monotonicMs(), 300 + 180_100);
});

test.run();
