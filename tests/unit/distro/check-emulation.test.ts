import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkEmulation } from '../../../builder/distro/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { fakeRun } from '../../fakes/io.ts';

/** A machine of an architecture, on which arch-test ends with a status. */
const machine = (own: string, status: number) =>
  fakeRun(([program]) => (program === 'dpkg' ? `${own}\n` : program === 'arch-test' ? status : undefined));

const test = suite('checkEmulation()');

test('a machine of the same architecture needs nothing', async () => {
  const { run, calls } = machine('amd64', 1);
  await checkEmulation({ run }, 'amd64');
  assert.equal(calls, [['dpkg', '--print-architecture']]);
});

test('another one is fine where its programs run', async () => {
  const { run, calls } = machine('amd64', 0);
  await checkEmulation({ run }, 'arm64');
  assert.equal(calls.at(-1), ['arch-test', 'arm64']);
});

test('without an emulator the environment is at fault, and the package is named', async () => {
  for (const status of [1, 2]) {
    const { run } = machine('amd64', status);
    const error = await checkEmulation({ run }, 'arm64').catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BuildError && error.code === 'EMULATOR_MISSING');
    assert.is(error.exitCode, 3);
    assert.match(error.message, /for arm64 .* which is amd64.*\n.*apt-get install qemu-user-static/s);
  }
});

test.run();
