import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { keepClock, moveClockForward } from '../../../builder/boot/machine/clock.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';

const MADE = 1_795_424_700;

/** A machine with a clock that says so many seconds, and may not be set. */
function machineAt(seconds: number | undefined, setStatus = 0): FakeMachine {
  return createFakeMachine({ '/dev/rtc0': '' }, (command) => {
    if (command === 'date +%s') return seconds === undefined ? { status: 1 } : { lines: [String(seconds)] };
    if (command.startsWith('date -u -d @'))
      return { lines: [command.includes(String(MADE)) ? 'THEN' : 'LONG AGO'] };
    return command.startsWith('date -u -s') ? { status: setStatus } : undefined;
  });
}

const isSet = (fake: FakeMachine): boolean => fake.ran.includes(`date -u -s @${MADE}`);
const keeps = (fake: FakeMachine): boolean => fake.ran.includes('hwclock -w -u');

const test = suite('the clock');
for (const seconds of [0, 981_173_106, MADE - 12 * 3600, MADE - 1])
  test(`at ${seconds} is moved to the medium's time, said, and given to the hardware`, () => {
    const fake = machineAt(seconds);
    moveClockForward(fake, MADE);
    assert.ok(isSet(fake));
    assert.match(fake.files.get(PATHS.progress) ?? '', /The clock said LONG AGO, .*: it is moved to THEN/);
    keepClock(fake);
    assert.ok(keeps(fake));
  });
for (const seconds of [MADE, MADE + 1, MADE + 20 * 365 * 86_400, undefined])
  test(`at ${seconds} stays as it is`, () => {
    const fake = machineAt(seconds);
    moveClockForward(fake, MADE);
    keepClock(fake);
    assert.not.ok(isSet(fake) || keeps(fake));
    assert.is(fake.files.get(PATHS.progress), undefined);
  });
test('that cannot be set ends the installation, before anything is written', () => {
  const fake = machineAt(0, 1);
  assert.throws(
    () => moveClockForward(fake, MADE),
    /The clock says LONG AGO, .* \(THEN\), and cannot be set/,
  );
});
test('of a machine without one of its own is not kept', () => {
  const fake = machineAt(0);
  fake.files.delete('/dev/rtc0');
  moveClockForward(fake, MADE);
  keepClock(fake);
  assert.not.ok(keeps(fake));
});
test.run();
