import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { createDisk, type Machine, withMachine } from '../vm/qemu.ts';
import { pause } from './session.ts';

const LIMITS = { timeoutSeconds: 300, stallSeconds: 150 } as const;

/** Builds an image whose recipe leaves questions open. */
function buildAskingImage(folder: string): string {
  const recipe = join(folder, 'asking.yaml');
  const lines = [
    'name: asking',
    'version: 1.0.0',
    'os: debian-13',
    'rolls: [debian-13, base]',
    'sourceDateEpoch: 1790000000',
  ];
  writeFileSync(recipe, `${lines.join('\n')}\nattributes:\n  private_address: 10.9.0.1\n`);
  const output = join(folder, 'image');
  mkdirSync(output);
  execFileSync('node_modules/.bin/cairn', ['build', recipe, '--output', output], { stdio: 'ignore' });
  return findTestImages(output).iso;
}

/** Waits for a dialog by its text, and types into it. */
async function answer(machine: Machine, dialog: RegExp, text: string): Promise<void> {
  const from = machine.console.text.length;
  await machine.console.waitFor(dialog, LIMITS, Math.max(0, from - 4000));
  await pause(1500);
  machine.send(text);
  await pause(500);
  machine.send('\r');
}

const test = suite('what nobody answered is asked for, in dialogs on the serial console');

test('cluster name, time zone, password; then a foreign disk', async () => {
  await withMachineFolder(async (workDir) => {
    const iso = buildAskingImage(workDir);
    const prepare = () => {
      const path = createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30);
      execFileSync('mkfs.fat', ['-n', 'PHOTOS', path], { stdio: 'ignore' });
      return { firmware: 'bios' as const, workDir, cdrom: iso, disks: [{ path }] };
    };
    await withMachine(prepare, async (machine) => {
      const asked = await machine.waitFor(/Cairn: To be asked: .*/, LIMITS);
      for (const name of ['cluster_name', 'timezone', 'root_password_hash'])
        assert.ok(asked.text.includes(name), name);
      await machine.waitFor('Press Enter to answer them on this console', LIMITS);
      machine.send('\r');
      await answer(machine, /Cluster name/, 'asked');
      await answer(machine, /Root password/, 'secret-word');
      await answer(machine, /The same again/, 'secret-word');
      await answer(machine, /Timezone/, 'Europe/Rome');
      await answer(machine, /Disk to install on/, '');
      await answer(machine, /Write this to the disk/, '');
      await machine.waitFor(/Installing the system|Unpacking the base system/, LIMITS);
      assert.not.match(machine.console.text, /secret-word/);
    });
  });
});

test.run();
