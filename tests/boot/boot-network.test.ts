import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planCard } from '../../builder/try/qemu/card.ts';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import { createDisk, type Firmware, withMachine } from '../../builder/try/qemu/qemu.ts';
import { type BareServer, startBareServer } from '../network/bare-server.ts';
import { insideOf } from '../network/namespace.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';

const images = findTestImages();
const { platform } = images;
const LIMITS = limitsFor(platform.name, { timeoutSeconds: 360, stallSeconds: 150 });
const MAC = '52:54:00:12:34:56';

let server: BareServer;

const test = suite(`the ${platform.name} network boot tree on any server, by the commands of its README`);
test.before(async () => {
  server = await startBareServer(images);
});
test.after(async () => {
  await server.stop();
});

/** Firmware; for iPXE the boot file that the README names, in the place of PXELINUX; how far it must come. */
const cases: readonly (readonly [Firmware, string | undefined, string])[] = [
  ['bios', undefined, 'The disk is partitioned'],
  ['bios', 'cairn.ipxe', 'The graph is compiled'],
  ['uefi', undefined, 'The graph is compiled'],
  ['uefi-secure', undefined, 'The disk is partitioned'],
];
for (const [firmware, bootFile, goal] of cases.filter(
  ([firmware]) => firmware !== 'bios' || platform.bios !== undefined,
))
  test(`${firmware}${bootFile === undefined ? '' : `, ${bootFile}`}`, async () => {
    const stopDhcp = await server.startDhcp(bootFile);
    try {
      await withMachineFolder(async (workDir) => {
        // PXELINUX gets damaged files through QEMU's iPXE of 2019 and a virtio card, by TFTP and HTTP alike.
        const model = firmware === 'bios' && bootFile === undefined ? 'e1000' : 'virtio-net-pci';
        const network = planCard({ tap: server.addTap(), mac: MAC, firmware, model });
        const prepare = () => ({
          ...{ platform: platform.name, firmware, workDir, within: insideOf(server.namespace), network },
          disks: [{ path: createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30) }],
        });
        await withMachine(prepare, async (machine) => {
          const kernel = await machine.waitFor(/Kernel command line: .*BOOTIF=01-52-54-00-12-34-56/, LIMITS);
          // The overlay's hook speaks only if both initrds have arrived.
          const hook = await machine.waitFor(/Cairn: /, LIMITS);
          await machine.waitFor(`Cairn: Packages come from http://${server.address}/cairn`, LIMITS);
          const last = await machine.waitFor(new RegExp(`Cairn: (?:${goal}|FAILED)`), LIMITS);
          assert.not.match(last.text, /FAILED/);
          const times = `kernel ${kernel.seconds} s, overlay ${hook.seconds} s, "${goal}" ${last.seconds} s`;
          process.stdout.write(`   ${firmware} ${bootFile ?? ''}: ${times}\n`);
        });
      });
    } finally {
      await stopDhcp();
    }
  });
test.run();
