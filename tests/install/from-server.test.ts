import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planCard } from '../../builder/try/qemu/card.ts';
import { createDisk, type MachineOptions, withMachine } from '../../builder/try/qemu/qemu.ts';
import { type BareServer, startBareServer } from '../network/bare-server.ts';
import { insideOf } from '../network/namespace.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { printPhases } from '../vm/phases.ts';
import { checkFrontend } from './frontend-checks.ts';
import { logIn } from './session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderSite } from './site-stick.ts';

const INSTALL = { timeoutSeconds: 1500, stallSeconds: 600 } as const;
const MAC = '52:54:00:12:34:56';

const images = findTestImages();
let server: BareServer;

const test = suite('a frontend from an HTTP server, with no medium');
test.before(async () => {
  server = await startBareServer(images);
});
test.after(async () => {
  await server.stop();
});
test('bios', async () => {
  const stopDhcp = await server.startDhcp();
  await withMachineFolder(async (folder) => {
    const firmware = 'bios';
    const keys = createKeyPair(folder);
    const disks = [{ path: join(folder, 'disk.img') }];
    const tap = server.addTap();
    const prepare = (name: string, bootIndex: number): MachineOptions => {
      const workDir = join(folder, name);
      mkdirSync(workDir, { recursive: true });
      const network = planCard({ tap, mac: MAC, firmware, bootIndex });
      return { firmware, workDir, disks, within: insideOf(server.namespace), network };
    };
    const sticks = [createSiteStick(folder, renderSite(keys.publicKey))];
    await withMachine(
      () => {
        createDisk(disks[0]!.path, 12 * 2 ** 30);
        return { ...prepare('install', 0), sticks };
      },
      async (machine) => {
        await machine.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
        const { seconds } = await machine.waitForEnd({ timeoutSeconds: 120 });
        printPhases(machine, `${seconds.toFixed(1)} s from power-on to the restart`);
        assert.not.match(machine.console.text, /Cairn: FAILED/);
        assert.match(machine.console.text, /Cairn: Packages come from http:\/\/10\.9\.0\.1\/cairn/);
      },
    );
    await stopDhcp();
    await withMachine(
      () => prepare('boot', -1),
      async (machine) => {
        const session = await logIn(machine, 'root', PASSWORD);
        await checkFrontend(session, {
          platform: images.platform,
          secureBoot: false,
          privateKey: keys.privateKey,
          startSeconds: 180,
        });
        // What it serves came from the server, all of it.
        await session.must('cd /srv/cairn/releases/current && sha256sum --quiet --check SHA256SUMS');
        machine.send('systemctl poweroff\r');
        await machine.waitForEnd({ timeoutSeconds: 180 });
      },
    );
  });
});
test.run();
