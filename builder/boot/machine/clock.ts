import { announce } from './announce.ts';
import { capture, type Effects } from './effects.ts';
import { InstallFailure } from './failure.ts';
import { PATHS } from './paths.ts';

/**
 * A clock that is behind the medium's own time is wrong (a dead battery, or local time taken for UTC), and apt would
 * refuse signatures that are not made yet. It is moved forward to that time, never back, before anything is written.
 *
 * @param epochSeconds when the packages of the medium were signed
 * @throws {InstallFailure} the clock cannot be set
 */
export function moveClockForward(effects: Effects, epochSeconds: number): void {
  const text = capture(effects, ['date', '+%s']) ?? '';
  const now = Number(text);
  if (!/^\d+$/.test(text) || !(now < epochSeconds)) return;
  const [said, moved] = [formatTime(effects, now), formatTime(effects, epochSeconds)];
  if (effects.run(['date', '-u', '-s', `@${epochSeconds}`]) !== 0)
    throw new InstallFailure(
      `The clock says ${said}, which is before this medium was made (${moved}), and cannot be set`,
      'Set it in the settings of the firmware, to UTC',
    );
  effects.write(PATHS.clockMoved, '');
  announce(effects, `The clock said ${said}, before this medium was made: it is moved to ${moved}`);
}

/** Gives a clock that was moved to the machine's own, so that the installed system starts with it. */
export function keepClock(effects: Effects): void {
  if (!effects.exists(PATHS.clockMoved) || !effects.exists('/dev/rtc0')) return;
  if (effects.run(['hwclock', '-w', '-u']) !== 0)
    announce(
      effects,
      'The clock of the hardware cannot be set: set it in the settings of the firmware, to UTC',
    );
}

/** "2026-11-23 09:05:00 UTC". */
function formatTime(effects: Effects, epochSeconds: number): string {
  const text = capture(effects, ['date', '-u', '-d', `@${epochSeconds}`, '+%Y-%m-%d %H:%M:%S UTC']);
  return text ?? `second ${epochSeconds}`;
}
