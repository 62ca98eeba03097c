import * as assert from 'uvu/assert';
import { LOCAL_DISK_MARKER } from '../vm/local-disk.ts';
import { BOOT_WAYS, LIMITS, nextMac, startFromNetwork, suiteWithFrontend, tell } from './from-frontend.ts';

const test = suiteWithFrontend('a machine starts as its frontend says: disk, rescue, memory test');

for (const way of BOOT_WAYS)
  test(`${way.title}: os goes on with the disk`, async ({ frontend }) => {
    const mac = nextMac();
    await frontend.state.addHost({ appliance: 'compute', macs: [mac], bootAction: 'os' });
    await startFromNetwork(frontend, way, { mac, disk: 'debian' }, async (machine) => {
      tell(way, 'os', [['disk', await machine.waitFor(LOCAL_DISK_MARKER, LIMITS)]]);
    });
  });

for (const way of BOOT_WAYS.filter(({ program, firmware }) => program === 'pxe' && firmware !== 'uefi'))
  test(`${way.title}: rescue gives a shell, and no token`, async ({ frontend }) => {
    const mac = nextMac();
    await frontend.state.addHost({ appliance: 'compute', macs: [mac], bootAction: 'rescue' });
    await startFromNetwork(frontend, way, { mac }, async (machine) => {
      const shell = await machine.waitFor('Cairn rescue shell.', LIMITS);
      tell(way, 'rescue', [['shell', shell]]);
      machine.send('blkid --version; echo shell-$((40 + 2))\r');
      await machine.waitFor('shell-42', LIMITS);
      assert.match(machine.console.text, /Kernel command line: .* cairn\.action=rescue /);
      assert.not.match(machine.console.text, /cairn\.token/);
    });
  });

for (const way of BOOT_WAYS)
  test(`${way.title}: memtest`, async ({ frontend }) => {
    const mac = nextMac();
    await frontend.state.addHost({ appliance: 'compute', macs: [mac], bootAction: 'memtest' });
    await startFromNetwork(frontend, way, { mac }, async (machine) => {
      // Debian signs no memory test: under Secure Boot the machine says so, and asks again what to do.
      const marker =
        way.firmware === 'uefi-secure' ? 'Could not start /netboot/memtest.efi' : /Memtest86\+ v7/;
      tell(way, 'memtest', [['test', await machine.waitFor(marker, LIMITS)]]);
    });
  });
test.run();
