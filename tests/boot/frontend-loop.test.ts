import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { createDisk } from '../../builder/try/qemu/qemu.ts';
import { withMachineFolder } from '../vm/images.ts';
import { BOOT_WAYS, nextMac, suiteWithFrontend, tell, withNetworkMachine } from './from-frontend.ts';

const WAY = BOOT_WAYS[0]!;
const TOO_SMALL = 2 * 2 ** 30;

const test = suiteWithFrontend('no install loop: a machine that fails three times waits for somebody');

test('nobody touches it: three tries, then the rescue system', async ({ frontend }) => {
  const mac = nextMac();
  const { name } = await frontend.state.addHost({ appliance: 'compute', macs: [mac] });
  await withMachineFolder(async (workDir) => {
    const disks = [{ path: createDisk(join(workDir, 'disk.img'), TOO_SMALL) }];
    const input = { workDir, mac, disks, allowReset: true };
    await withNetworkMachine(frontend, WAY, input, async ({ waitFor, console }) => {
      await frontend.cairn('boot', name, 'install');
      const shell = await waitFor('Cairn rescue shell.', { timeoutSeconds: 900, stallSeconds: 200 });
      tell(WAY, 'after three failures', [['rescue', shell]]);
      const starts = [...console.text.matchAll(/ Kernel command line: .* cairn\.action=(\w+)/g)];
      assert.equal(
        starts.map(([, action]) => action),
        ['install', 'install', 'install', 'rescue'],
      );
    });
  });
  const host = await frontend.state.findHost(name);
  assert.equal([host?.bootAction, host?.state, host?.failures], ['rescue', 'failed', 3]);
  const list = await frontend.cairn('host', 'list', name);
  assert.match(list, new RegExp(`^${name} .* rescue +failed .*No disk may be installed on`, 'm'));
  process.stdout.write(`   ${list.trim().split('\n').join('\n   ')}\n`);
});
test.run();
