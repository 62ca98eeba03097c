// Time limit: 240 minutes
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { requirePlatform } from '../../builder/model/mod.ts';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import { type MachineOptions, withMachine } from '../../builder/try/qemu/qemu.ts';
import { checkFrontend } from '../install/frontend-checks.ts';
import { logIn } from '../install/session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderSite } from '../install/site-stick.ts';
import { withMachineFolder } from '../vm/images.ts';
import { printPhases } from '../vm/phases.ts';

const platform = requirePlatform('amd64');
const ASK = limitsFor(platform.name, { timeoutSeconds: 900, stallSeconds: 400 });
const INSTALL = limitsFor(platform.name, { timeoutSeconds: 3600, stallSeconds: 1500 });
const END = limitsFor(platform.name, { timeoutSeconds: 600, stallSeconds: 600 });
const LOGIN = { timeoutSeconds: 900, stallSeconds: 450 } as const;
const GIB = 2 ** 30;
/** A card whose wire ends at a port where nobody listens: a link, and no way out. */
const LONELY_CARD = [
  ...['-netdev', 'socket,id=net0,udp=127.0.0.1:9,localaddr=127.0.0.1:0'],
  ...['-device', 'virtio-net-pci,netdev=net0,romfile='],
];

/** As a vendor does, with the machines that leave the factory together. */
function buildDisk(folder: string): string {
  const hosts = join(folder, 'hosts.csv');
  writeFileSync(hosts, 'name,appliance,rack,rank,macs\nfactory-7,compute,9,7,52:54:00:77:00:07\n');
  const words = ['recipes/minimal.yaml', '--disk', 'raw', '--hosts', hosts, '--output', folder];
  execFileSync('node_modules/.bin/cairn', ['build', ...words], { stdio: 'inherit' });
  const name = 'minimal-0.1.0-amd64-disk-frontend';
  return join(folder, name, `${name}.raw`);
}

const idOf = (disk: string): string =>
  execFileSync('sfdisk', ['--disk-id', disk], { encoding: 'utf8' }).trim();

const test = suite('a sealed disk');

test('asks, or takes the answers of a stick, grows to its disk, and serves', async () => {
  await withMachineFolder(async (folder) => {
    const disk = buildDisk(folder);
    const factoryId = idOf(disk);
    const sealedBytes = readFileSync(disk).length;
    truncateSync(disk, 16 * GIB);
    const keys = createKeyPair(folder);
    const stick = createSiteStick(folder, renderSite(keys.publicKey));
    const machineOf = (firmware: MachineOptions['firmware'], name: string): MachineOptions => {
      const workDir = join(folder, name);
      mkdirSync(workDir);
      return { platform: platform.name, firmware, workDir, disks: [{ path: disk, bus: 'virtio' }] };
    };

    // Nobody answers, and somebody pulls the plug
    await withMachine(
      () => machineOf('bios', 'asking'),
      async (machine) => {
        await machine.waitFor('Press Enter to answer them on this console', ASK);
        machine.send('\r');
        // Discs with rolls come first
        await machine.waitFor('Another disc or stick with rolls', ASK);
        machine.send('\r');
        await machine.waitFor(/Answer the questions about this place[\s\S]*Admin user:/, ASK);
        assert.not.match(machine.console.text, /Cairn: FAILED/);
      },
    );
    assert.is(idOf(disk), factoryId);

    const startedSeconds = Math.floor(Date.now() / 1000);
    await withMachine(
      () => ({ ...machineOf('uefi-secure', 'first-start'), sticks: [stick] }),
      async (machine) => {
        await machine.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
        const { seconds } = await machine.waitForEnd(END);
        printPhases(machine, `${seconds.toFixed(0)} s from power-on to the restart`);
        assert.not.match(machine.console.text, /Cairn: (?:FAILED|To be asked)/);
        assert.match(machine.console.text, /taken: the machine was started from it/);
        assert.match(machine.console.text, /From now on the disk starts the system/);
      },
    );
    assert.is.not(idOf(disk), factoryId);

    await withMachine(
      () => ({ ...machineOf('uefi-secure', 'started'), network: LONELY_CARD }),
      async (machine) => {
        const session = await logIn(machine, 'root', PASSWORD, platform.name, LOGIN);
        const { must } = session;
        assert.match(await must('cat /etc/machine-id'), /^[0-9a-f]{32}$/);
        const made = await must('stat -c %Y /etc/ssh/ssh_host_ed25519_key /etc/machine-id');
        for (const seconds of made.split('\n')) assert.ok(Number(seconds) >= startedSeconds, made);
        const sizes = await must(
          "lsblk -b -n -o SIZE,PARTLABEL | awk '$2 ~ /root|data/ { sum += $1 } END { print sum }'",
        );
        assert.ok(Number(sizes) > 16 * GIB - sealedBytes - 2 * GIB, `${sizes} bytes of root and data`);
        assert.match(await must('cairn host list'), /^factory-7 /m);
        // What is checked next begins with no host
        await must('cairn host remove factory-7');
        await checkFrontend(session, {
          ...{ platform, secureBoot: true, privateKey: keys.privateKey },
          startSeconds: END.timeoutSeconds,
        });
        machine.send('systemctl poweroff\r');
        await machine.waitForEnd(END);
      },
    );
    await withMachine(
      () => machineOf('bios', 'by-bios'),
      async (machine) => {
        const { must } = await logIn(machine, 'root', PASSWORD, platform.name, LOGIN);
        assert.is(await must('hostname'), 'head');
      },
    );
  });
});

test.run();
