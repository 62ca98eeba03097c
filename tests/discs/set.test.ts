// Time limit: 120 minutes
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createDisk, type MachineOptions, withMachine } from '../../builder/try/qemu/qemu.ts';
import { logIn } from '../install/session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderSite } from '../install/site-stick.ts';
import { withMachineFolder } from '../vm/images.ts';
import { printPhases } from '../vm/phases.ts';

const INSTALL = { timeoutSeconds: 1500, stallSeconds: 600 } as const;
const END = { timeoutSeconds: 180, stallSeconds: 180 } as const;
const BUILT = resolve(process.env['CAIRN_TEST_IMAGES'] ?? 'output/test-discs');
const [FIRST, SECOND, EXTRA] = [
  'discs-0.1.0-amd64/discs-0.1.0-amd64.iso',
  'discs-0.1.0-amd64/discs-0.1.0-amd64-disc2.iso',
  'discs-0.1.0-amd64-disc/discs-0.1.0-amd64-disc.iso',
].map((path) => join(BUILT, path)) as [string, string, string];

const test = suite('a set of two discs, and a roll on a third');

test('installs a frontend that has the roll, and serves all of it', async () => {
  await withMachineFolder(async (folder) => {
    const keys = createKeyPair(folder);
    const disks = [{ path: join(folder, 'disk.img') }];
    const sticks = [createSiteStick(folder, renderSite(keys.publicKey)), SECOND, EXTRA];
    const prepare = (name: string): MachineOptions => {
      const workDir = join(folder, name);
      mkdirSync(workDir);
      return { firmware: 'bios', workDir, disks };
    };
    await withMachine(
      () => {
        createDisk(disks[0]!.path, 12 * 2 ** 30);
        return { ...prepare('install'), cdrom: FIRST, sticks };
      },
      async (machine) => {
        await machine.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
        const { seconds } = await machine.waitForEnd(END);
        printPhases(machine, `${seconds.toFixed(1)} s from power-on to the restart`);
        const { text } = machine.console;
        assert.not.match(text, /Cairn: FAILED/);
        assert.match(text, /Cairn: "discs 0\.1\.0, disc 2 of 2" on \/dev\/sd\w+ is part of it/);
        assert.match(text, /Cairn: "extra 1\.0\.0" on \/dev\/sd\w+ is part of it/);
      },
    );
    await withMachine(
      () => prepare('boot'),
      async (machine) => {
        const session = await logIn(machine, 'root', PASSWORD);
        assert.is(await session.must('cat /etc/extra'), 'from a disc of its own');
        assert.match(await session.must('hello'), /Hello, world!/);
        // What it serves is the release with the roll, whole and signed
        await session.must('cd /srv/cairn/releases/current && sha256sum --quiet --check SHA256SUMS');
        await session.must('cairn release verify');
        assert.match(await session.must('ls /srv/cairn/releases/current/rolls'), /extra-1\.0\.0\.tar/);
        machine.send('systemctl poweroff\r');
        await machine.waitForEnd(END);
      },
    );
  });
});

test.run();
