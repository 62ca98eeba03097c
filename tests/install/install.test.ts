// Time limit: 240 minutes
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import {
  createDisk,
  type MachineDisk,
  type MachineOptions,
  withMachine,
} from '../../builder/try/qemu/qemu.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { printPhases } from '../vm/phases.ts';
import { checkFrontend } from './frontend-checks.ts';
import { logIn, type Session } from './session.ts';
import { createKeyPair, createSiteStick, PASSWORD, renderSite } from './site-stick.ts';

const { iso, platform } = findTestImages();
const INSTALL = limitsFor(platform.name, { timeoutSeconds: 1500, stallSeconds: 600 });
const END = limitsFor(platform.name, { timeoutSeconds: 180, stallSeconds: 180 });
const DISK_BYTES = 12 * 2 ** 30;
/** A card whose wire ends at a port where nobody listens: a link, and no way out. */
const LONELY_CARD = [
  ...['-netdev', 'socket,id=net0,udp=127.0.0.1:9,localaddr=127.0.0.1:0'],
  ...['-device', 'virtio-net-pci,netdev=net0,romfile='],
];

interface Place {
  readonly firmware: MachineOptions['firmware'];
  readonly medium: 'cdrom' | 'usb';
  readonly bus: NonNullable<MachineDisk['bus']>;
}

/** Installs from the medium with nobody at the keyboard, until the machine restarts by itself. */
async function install(prepare: () => MachineOptions, title: string): Promise<void> {
  await withMachine(prepare, async (machine) => {
    await machine.waitFor(/Cairn: (?:Finished; the machine restarts|FAILED)/, INSTALL);
    const { reason, seconds } = await machine.waitForEnd(END);
    printPhases(machine, `${title}: ${seconds.toFixed(1)} s from power-on to the restart`);
    assert.not.match(machine.console.text, /Cairn: FAILED/);
    assert.match(machine.console.text, /Cairn: Answers from site\.yaml on \/dev\/sd/);
    assert.not.match(machine.console.text, /Cairn: To be asked/);
    assert.is(reason, 'guest-reset', 'the installer restarted the machine');
  });
}

/** Starts the installed machine without any medium and works on it as root. */
async function boot(options: MachineOptions, work: (session: Session) => Promise<void>): Promise<void> {
  await withMachine(
    () => options,
    async (machine) => {
      const session = await logIn(machine, 'root', PASSWORD, platform.name);
      process.stdout.write(`   logged in ${machine.console.seconds().toFixed(1)} s after power-on\n`);
      await work(session);
      await session.must('sync');
      machine.send('systemctl poweroff\r'); // the shell is gone before it could answer
      await machine.waitForEnd(END);
    },
  );
}

const test = suite(`a whole installation on ${platform.name}, with no network card`);

for (const place of [
  { firmware: platform.bios === undefined ? 'uefi' : 'bios', medium: 'cdrom', bus: 'virtio' },
  { firmware: 'uefi-secure', medium: 'usb', bus: 'nvme' },
] as const satisfies readonly Place[]) {
  const { firmware, medium, bus } = place;
  test(`${firmware}, ${medium}, ${bus} disk`, async () => {
    await withMachineFolder(async (folder) => {
      const keys = createKeyPair(folder);
      const disk: MachineDisk = { path: join(folder, 'disk.img'), bus };
      const workDir = (name: string): string => {
        mkdirSync(join(folder, name), { recursive: true });
        return join(folder, name);
      };
      const stick = createSiteStick(folder, renderSite(keys.publicKey));
      const fromMedium = (name: string): MachineOptions => ({
        ...{
          platform: platform.name,
          firmware,
          workDir: workDir(name),
          disks: [disk],
          sticks: [stick],
          [medium]: iso,
        },
      });
      const fromDisk = (name: string): MachineOptions => ({
        ...{ platform: platform.name, firmware, workDir: workDir(name), disks: [disk], network: LONELY_CARD },
      });

      const bare = (): MachineOptions => {
        createDisk(disk.path, DISK_BYTES);
        return fromMedium('install');
      };
      await install(bare, `${firmware}, ${medium}`);
      let checksum = '';
      let authority = '';
      await boot(fromDisk('boot'), async (session) => {
        await checkFrontend(session, {
          platform,
          secureBoot: firmware === 'uefi-secure',
          privateKey: keys.privateKey,
          startSeconds: END.timeoutSeconds,
        });
        await session.must('dd if=/dev/urandom of=/state/kept bs=1M count=64 status=none');
        checksum = await session.must('sha256sum </state/kept');
        await session.must('cairn host add kept-0-0 --appliance compute --mac 52:54:00:77:00:99');
        authority = await session.must('cat /etc/ssh/ssh_known_hosts /root/.ssh/id_ed25519.pub');
      });
      if (firmware !== 'bios') return;
      await install(() => fromMedium('reinstall'), `${firmware}, ${medium}, again over it`);
      await boot(fromDisk('boot-again'), async (session) => {
        assert.is(await session.must('sha256sum </state/kept'), checksum, 'the data partition is as it was');
        assert.match(await session.must('cairn host list'), /^kept-0-0 /m);
        const trusted = await session.must('cat /etc/ssh/ssh_known_hosts /root/.ssh/id_ed25519.pub');
        assert.is(trusted, authority, 'hosts know the frontend, and it knows them');
        await session.must('cairn host remove kept-0-0');
        await checkFrontend(session, {
          platform,
          secureBoot: false,
          privateKey: keys.privateKey,
          startSeconds: END.timeoutSeconds,
        });
      });
    });
  });
}

test.run();
