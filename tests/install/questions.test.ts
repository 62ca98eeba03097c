// Time limit: 45 minutes
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDisk, type Machine, withMachine } from '../../builder/try/qemu/qemu.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { logIn, pause } from './session.ts';

const LIMITS = { timeoutSeconds: 300, stallSeconds: 150 } as const;
const INSTALL = { timeoutSeconds: 1500, stallSeconds: 600 } as const;

/** What a person types as root's password. */
const PASSWORD = 'secret-word';

/** A roll whose node asks two questions on a screen, uses the answers, and keeps a script for later. */
const HOMES = {
  'roll.yaml': 'name: homes\nversion: 1.0.0\n',
  'graphs/homes.xml': '<graph>\n  <edge from="frontend" to="homes"/>\n</graph>\n',
  'nodes/homes.xml': `<node>
  <screen>
    <title>Homes</title>
    <variable><name>home_server</name><label>Server of the homes</label></variable>
    <variable>
      <name>home_kind</name>
      <label>Kind of file system</label>
      <type>menu</type>
      <option>nfs</option>
      <option>local</option>
    </variable>
  </screen>
  <post><file name="/etc/homes">&home_server; &home_kind;</file></post>
  <configure phase="reconfigure" env="home_kind">echo "homes are $home_kind"</configure>
</node>
`,
} as const;

/** Builds an image whose recipe leaves questions open. */
function buildAskingImage(folder: string): string {
  for (const [name, text] of Object.entries(HOMES)) {
    const path = join(folder, 'homes', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const recipe = join(folder, 'asking.yaml');
  const lines = [
    'name: asking',
    'version: 1.0.0',
    'os: debian-13',
    'rolls: [debian-13, base, ./homes]',
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

test('cluster name, time zone, password, a screen; a foreign disk; the machine has the answers', async () => {
  await withMachineFolder(async (workDir) => {
    const iso = buildAskingImage(workDir);
    const diskPath = join(workDir, 'disk.img');
    const prepare = () => {
      createDisk(diskPath, 12 * 2 ** 30);
      execFileSync('mkfs.fat', ['-n', 'PHOTOS', diskPath], { stdio: 'ignore' });
      return { firmware: 'bios' as const, workDir, cdrom: iso, disks: [{ path: diskPath }] };
    };
    await withMachine(prepare, async (machine) => {
      const asked = await machine.waitFor(/Cairn: To be asked: .*/, LIMITS);
      for (const name of ['cluster_name', 'timezone', 'root_password_hash'])
        assert.ok(asked.text.includes(name), name);
      await machine.waitFor('Press Enter to answer them on this console', LIMITS);
      machine.send('\r');
      await answer(machine, /Cluster name/, 'asked');
      await answer(machine, /Root password/, PASSWORD);
      await answer(machine, /The same again/, PASSWORD);
      await answer(machine, /Timezone/, 'Europe/Rome');
      await answer(machine, /Server of the homes/, 'attic');
      await answer(machine, /Kind of file system/, '');
      await answer(machine, /Disk to install on/, '');
      await answer(machine, /Write this to the disk/, '');
      // The dialogs have the console: that it restarts by itself says that it went well
      const { reason } = await machine.waitForEnd(INSTALL);
      assert.not.match(machine.console.text, /Cairn: FAILED/);
      assert.not.match(machine.console.text, new RegExp(PASSWORD));
      assert.is(reason, 'guest-reset', 'the installer restarted the machine');
    });
    const fromDisk = () => ({ firmware: 'bios' as const, workDir, disks: [{ path: diskPath }] });
    await withMachine(fromDisk, async (machine) => {
      const session = await logIn(machine, 'root', PASSWORD);
      assert.is(await session.must('cat /etc/homes'), 'attic nfs');
      assert.match(await session.must('readlink -f /etc/localtime'), /Europe\/Rome$/);
      // The hosts get what was answered
      await session.must('cairn host add asked-host --appliance compute');
      const told = await session.must('cairn attribute get cluster_name --host asked-host');
      assert.match(told, /cluster_name +wins +global .* asked$/m);
      const [script = ''] = (await session.must('ls /usr/lib/cairn/reconfigure.d/*homes*')).split('\n');
      assert.is(await session.must(script), 'homes are nfs');
      assert.is(await session.must(`stat -c '%U %a' ${script}`), 'root 700');
    });
  });
});

test.run();
