import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { createDisk, type Machine, withMachine } from '../../builder/try/qemu/qemu.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { BOOT_WAYS, nextMac, suiteWithFrontend, withNetworkMachine } from './from-frontend.ts';

const { iso } = findTestImages();
const LIMITS = { timeoutSeconds: 400, stallSeconds: 200 } as const;
const DEAD_BATTERY = ['-rtc', 'base=2001-02-03T04:05:06'];

/** The clock moves, and apt takes the signature over the packages. */
async function seeAccepted({ waitFor, console }: Machine): Promise<void> {
  await waitFor(/Cairn: The clock said 2001-02-03 04:\d\d:\d\d UTC, before this medium was made/, LIMITS);
  await waitFor(/Cairn: (?:The package lists are read|FAILED)/, LIMITS);
  assert.not.match(console.text, /FAILED/);
}

const test = suiteWithFrontend('a machine with a dead battery');
test('has the packages of its medium accepted', async () => {
  await withMachineFolder(async (workDir) => {
    const prepare = () => ({
      ...{ firmware: 'bios' as const, workDir, cdrom: iso, extra: DEAD_BATTERY },
      disks: [{ path: createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30) }],
    });
    await withMachine(prepare, seeAccepted);
  });
});
test('has the packages of its frontend accepted', async ({ frontend }) => {
  const mac = nextMac();
  await frontend.state.addHost({ appliance: 'compute', macs: [mac] });
  await withMachineFolder(async (workDir) => {
    const disks = [{ path: createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30) }];
    const input = { workDir, mac, disks, extra: DEAD_BATTERY };
    await withNetworkMachine(frontend, BOOT_WAYS[0]!, input, seeAccepted);
  });
});
test.run();
