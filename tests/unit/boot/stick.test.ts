import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readStick } from '../../../builder/boot/answers/stick.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';

const STICK = '/sys/bus/usb/devices/1-2:1.0';
const SITE = { [`${PATHS.stick}/site.yaml`]: 'timezone: UTC\n' };

/** A machine whose stick has a disk once `polls` looks were taken; Infinity: it never answers. */
function withStick(polls: number, files: Readonly<Record<string, string>> = {}): FakeMachine {
  let looks = 0;
  const fake: FakeMachine = createFakeMachine(
    { [`${STICK}/bInterfaceClass`]: '08\n', ...SITE, ...files },
    (command) => {
      if (!command.includes('LABEL=CAIRN')) return undefined;
      looks += 1;
      return looks > polls ? { lines: ['/dev/sdb1'] } : { status: 2 };
    },
  );
  return fake;
}

const test = suite('a stick with answers');

test('is waited for while the USB bus has storage whose disk is not there yet', () => {
  const stick = readStick(withStick(12));
  assert.equal(stick, {
    device: '/dev/sdb1',
    sites: [{ file: 'site.yaml (on /dev/sdb1)', text: 'timezone: UTC\n' }],
  });
});

test('that never becomes a disk is broken, and is waited for no longer than that', () => {
  const fake = withStick(Number.POSITIVE_INFINITY);
  const before = fake.now();
  assert.is(readStick(fake), undefined);
  const waitedMs = fake.now() - before;
  assert.ok(waitedMs > 20_000 && waitedMs < 30_000, `${waitedMs} ms of the machine's own clock`);
});

test('that has its disk and no answers on it is not waited for', () => {
  const fake = withStick(Number.POSITIVE_INFINITY, {
    [`${STICK}/host6/target6:0:0/6:0:0:0/block/sdb/size`]: '1000',
  });
  const before = fake.now();
  assert.is(readStick(fake), undefined);
  assert.ok(fake.now() - before < 10_000);
});

test('is not waited for where no USB bus is, or no storage on it', () => {
  const none = createFakeMachine({});
  assert.is(readStick(none), undefined);
  const keyboard = createFakeMachine({ '/sys/bus/usb/devices/1-1:1.0/bInterfaceClass': '03\n' });
  const before = keyboard.now();
  assert.is(readStick(keyboard), undefined);
  assert.ok(keyboard.now() - before < 12_000);
});

test('that cannot be mounted, or has no site.yaml, is passed over', () => {
  const devices = (command: string) =>
    command.includes('LABEL=CAIRN') ? { lines: ['/dev/sdb1'] } : undefined;
  assert.is(readStick(createFakeMachine({}, devices)), undefined);
  const broken = createFakeMachine(SITE, (command) =>
    command.startsWith('mount ') ? { status: 32 } : devices(command),
  );
  assert.is(readStick(broken), undefined);
});

test.run();
