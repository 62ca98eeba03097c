import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { fetchBaseEarly, forgetBase, takeBase } from '../../../builder/boot/medium/take-base.ts';
import { renderReleaseList } from '../../../builder/model/mod.ts';
import { createFakeMachine, type FakeMachine } from '../../fakes/installer.ts';

const SUM = 'f'.repeat(64);
const SERVER = { url: 'http://10.0.0.1/cairn' };
const list = renderReleaseList({
  id: 'a'.repeat(64),
  files: [{ path: 'cairn/base.tar.zst', sizeBytes: 200_000_000, sha256: SUM }],
});

/** A machine that fetches from a server. @param sum of what it gets */
function machineWith(freeKilobytes: number, sum = SUM): FakeMachine {
  const fake = createFakeMachine(
    { [PATHS.releaseList]: list, '/proc/meminfo': `MemTotal: 1 kB\nMemAvailable:    ${freeKilobytes} kB\n` },
    (command) => {
      const part = /^wget .* -O (\S+) /.exec(command)?.[1];
      if (part !== undefined) fake.files.set(part, 'base');
      return command.startsWith('sha256sum ') ? { lines: [`${sum}  x`] } : undefined;
    },
  );
  return fake;
}

const test = suite('the base from a server');
test('is in memory and checked before a disk is written, in a file system of its own, and leaves it', () => {
  const fake = machineWith(1_500_000);
  fetchBaseEarly(fake, SERVER);
  const mount = 'mount -t tmpfs -o size=201048576,mode=0700 tmpfs /run/cairn/memory';
  assert.ok(fake.ran.includes(mount), fake.ran.join('\n'));
  const place = takeBase(fake, SERVER, '/target/base');
  assert.is(place, '/run/cairn/memory/base.tar.zst');
  forgetBase(fake, '/target/base');
  assert.is(fake.ran.at(-1), 'umount /run/cairn/memory');
});
test('that is another one ends the installation there', () => {
  const fake = machineWith(1_500_000, '0'.repeat(64));
  assert.throws(
    () => fetchBaseEarly(fake, SERVER),
    /base\.tar\.zst" has another checksum than its list says, 3 times/,
  );
});
test('is fetched to the disk where memory is short, and checked there', () => {
  const fake = machineWith(700_000);
  fetchBaseEarly(fake, SERVER);
  assert.match(fake.files.get(PATHS.progress) ?? '', /too little memory/);
  assert.not.ok(fake.ran.some((command) => /^(?:mount|wget)/.test(command)));
  assert.is(takeBase(fake, SERVER, '/target/base'), '/target/base');
  assert.ok(fake.ran.some((command) => command.startsWith('sha256sum /target/base')));
  forgetBase(fake, '/target/base');
  assert.not.ok(fake.ran.some((command) => command.startsWith('umount')));
});
test('of a medium is not fetched', () => {
  const fake = machineWith(1_500_000);
  fetchBaseEarly(fake, { ...SERVER, device: '/dev/sr0' });
  assert.equal(fake.ran, []);
});
test.run();
