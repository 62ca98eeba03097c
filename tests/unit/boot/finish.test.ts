import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { runStep } from '../../../builder/boot/main.ts';
import { mountsBelow } from '../../../builder/boot/steps/finish-step.ts';
import type { FakeMachine, FakeProgram } from '../../fakes/installer.ts';
import { bundle, debconf, disk, machine, progress } from '../../fakes/tiny-installation.ts';

const MOUNTS = [
  'proc /proc proc rw 0 0',
  '/dev/sda2 /target ext4 rw 0 0',
  '/dev/sda1 /target/boot/efi vfat rw 0 0',
  '/dev/sdb1 /target/my\\040data ext4 rw 0 0',
  'tmpfs /targets tmpfs rw 0 0',
].join('\n');

/** A machine whose system is installed; the kernel's command line has the words given. */
function installed(
  words: string,
  programs: (command: string) => FakeProgram | undefined = () => undefined,
): FakeMachine {
  const fake = machine(bundle({ timezone: 'UTC' }), (command) =>
    command.startsWith('blkid -p -o export /dev/sda1') ? { lines: ['UUID=1-2'] } : programs(command),
  );
  fake.files.set('/proc/cmdline', words);
  fake.files.set('/proc/uptime', '123.45 200.00\n');
  fake.files.set('/proc/mounts', MOUNTS);
  fake.files.set('/target/var/log/installer/syslog', 'x');
  for (const [path, text] of Object.entries(disk)) fake.files.set(path, text);
  for (const step of ['hook', 'disks', 'system']) assert.is(runStep(step, fake, debconf().client), 0, step);
  fake.ran.length = 0;
  return fake;
}

const finish = (fake: FakeMachine): number => runStep('finish', fake, debconf().client);

const test = suite('the last step');

test('keeps the logs for root alone, closes the file systems from below, and restarts', () => {
  const fake = installed('');
  assert.is(finish(fake), 0);
  assert.match(progress(fake), 'Installed in 123 seconds');
  assert.match(progress(fake), 'Finished; the machine restarts');
  const at = (command: string): number => {
    const found = fake.ran.indexOf(command);
    assert.ok(found >= 0, `${command} is not in:\n${fake.ran.join('\n')}`);
    return found;
  };
  at('cp -a /var/log/cairn/. /target/var/log/cairn/');
  at('chmod 700 /target/var/log/cairn');
  at('chmod 600 /target/var/log/installer/syslog');
  assert.equal(
    fake.ran.filter((command) => command.startsWith('umount')),
    ['umount /target/my data', 'umount /target/boot/efi', 'umount /target'],
  );
  assert.ok(at('swapoff -a') < at('umount /target'));
  assert.is(fake.ran.at(-1), 'reboot -f');
  assert.is(fake.ran.at(-2), 'sync');
});

test('switches the machine off where that is wanted', () => {
  const fake = installed('cairn.finish=poweroff');
  assert.is(finish(fake), 0);
  assert.match(progress(fake), 'Finished; the machine is switched off');
  assert.is(fake.ran.at(-1), 'poweroff -f');
});

test('leaves a machine on that is to be looked at, with its disk where it was', () => {
  class StillOn extends Error {}
  const fake = installed('cairn.finish=stay');
  let slept = 0;
  const watched: FakeMachine = {
    ...fake,
    sleep: () => {
      slept += 1;
      if (slept === 3) throw new StillOn('still on');
    },
  };
  assert.is(finish(watched), 1, 'it ends only because this test ends it');
  assert.is(slept, 3);
  assert.match(progress(fake), 'Finished; the machine stays on, with its disk at /target');
  assert.not.ok(fake.ran.some((command) => /^(?:umount|reboot|poweroff)/.test(command)));
});

test('gives a clock that was moved to the hardware, and says when that cannot be', () => {
  const programs = (command: string): FakeProgram | undefined =>
    command === 'date +%s'
      ? { lines: ['981173106'] }
      : command.startsWith('hwclock')
        ? { status: 1 }
        : undefined;
  const fake = installed('', programs);
  assert.ok(fake.files.has(PATHS.clockMoved));
  finish(fake);
  assert.not.ok(fake.ran.includes('hwclock -w -u'), 'there is no such clock');
  fake.files.set('/dev/rtc0', '');
  finish(fake);
  assert.ok(fake.ran.includes('hwclock -w -u'));
  assert.match(progress(fake), 'The clock of the hardware cannot be set');
});

test('reads mount points with blanks, the deepest first, and none that only begin alike', () => {
  assert.equal(mountsBelow(MOUNTS, '/target'), ['/target/my data', '/target/boot/efi', '/target']);
  assert.equal(mountsBelow('', '/target'), []);
});

test.run();
