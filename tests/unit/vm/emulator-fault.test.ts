import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findEmulatorFault } from '../../../builder/try/qemu/emulator-fault.ts';
import { type Machine, startMachine, withMachine } from '../../../builder/try/qemu/qemu.ts';
import { type FakeQemu, installFakeQemu } from './fake-qemu.ts';

const LIMITS = { timeoutSeconds: 200 } as const;

async function withFakeQemu(
  consoles: readonly string[],
  work: (qemu: FakeQemu) => Promise<void>,
): Promise<void> {
  const qemu = installFakeQemu(consoles);
  try {
    await work(qemu);
  } finally {
    qemu.remove();
  }
}

const prepare =
  ({ workDir }: FakeQemu) =>
  () => ({ firmware: 'bios' as const, workDir });
const compile = (machine: Machine) => machine.waitFor('The graph is compiled', LIMITS);

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => '',
    (error: Error) => error.message,
  );
}

const test = suite('a machine that the emulator broke');

test('is told from one whose kernel fails', () => {
  const find = (name: string) =>
    findEmulatorFault(readFileSync(join(import.meta.dirname, 'consoles', `${name}.txt`), 'utf8'));
  assert.match(
    find('timer') ?? '',
    /^\[ {4}0\.774422\] Kernel panic - not syncing: IO-APIC \+ timer doesn't work!/,
  );
  assert.is(find('int3'), '[    2.113911] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI');
  assert.is(find('int3-debian-12'), '[    1.802113] int3: 0000 [#1] PREEMPT SMP NOPTI');
  assert.is(find('no-root'), undefined);
  assert.is(find('works'), undefined);
});

test('is started again, and what it is asked for is done again', async () => {
  await withFakeQemu(['timer', 'int3', 'works'], async (qemu) => {
    let prepared = 0;
    const options = () => {
      prepared += 1;
      return prepare(qemu)();
    };
    const { text } = await withMachine(options, compile);
    assert.is(text, 'The graph is compiled');
    assert.equal([qemu.countStarts(), prepared], [3, 3]);
  });
});

test('is given up after the third start', async () => {
  await withFakeQemu(['timer'], async (qemu) => {
    assert.match(await failureOf(withMachine(prepare(qemu), compile)), "IO-APIC + timer doesn't work");
    assert.is(qemu.countStarts(), 3);
  });
});

test('is no other one: a failure of what is tested stays one', async () => {
  await withFakeQemu(['no-root', 'works'], async (qemu) => {
    assert.match(await failureOf(withMachine(prepare(qemu), compile)), 'Unable to mount root fs');
    assert.is(qemu.countStarts(), 1);
  });
});

test('goes on in the same log when nobody begins anew', async () => {
  await withFakeQemu(['int3', 'timer', 'works'], async (qemu) => {
    const machine = await startMachine({ ...prepare(qemu)(), startAgain: true });
    try {
      await compile(machine);
      assert.is(qemu.countStarts(), 3);
      assert.match(machine.console.text, 'IO-APIC + timer');
    } finally {
      await machine.stop();
    }
  });
});

test('is given up after the third start also then', async () => {
  await withFakeQemu(['int3'], async (qemu) => {
    const machine = await startMachine({ ...prepare(qemu)(), startAgain: true });
    try {
      assert.match(await failureOf(compile(machine)), 'Fatal exception in interrupt');
      assert.is(qemu.countStarts(), 3);
    } finally {
      await machine.stop();
    }
  });
});

test.run();
