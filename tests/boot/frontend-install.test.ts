import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import {
  BOOT_WAYS,
  LIMITS,
  markLogs,
  nextMac,
  platform,
  readHandedOut,
  startFromNetwork,
  suiteWithFrontend,
  tell,
} from './from-frontend.ts';

/** What may come by TFTP: the first loaders, and what they look for beside themselves before they know HTTP. */
const BY_TFTP = [platform.efi.netboot, 'grub.cfg', platform.efi.grub, platform.bios?.netboot];
const KERNEL_FILES = ['vmlinuz', 'initrd.gz', 'cairn.img'];

const test = suiteWithFrontend('a machine is installed by a frontend: real dnsmasq, nginx and service');

for (const way of BOOT_WAYS)
  test(`${way.title}: install reaches the installer, all but the first loader by HTTP`, async ({
    frontend,
  }) => {
    const release = `/releases/${readlinkSync(join(frontend.folder, 'srv/cairn/releases/current'))}`;
    const mac = nextMac();
    const other = way.program === 'pxe' ? nextMac() : undefined;
    const { name, address } = await frontend.state.addHost({ appliance: 'compute', macs: [mac] });
    const since = markLogs(frontend);
    await startFromNetwork(
      frontend,
      way,
      { mac, ...(other === undefined ? {} : { first: other }) },
      async (machine) => {
        const kernel = await machine.waitFor(/Kernel command line: .*/, LIMITS);
        for (const word of [
          'cairn.action=install',
          `cairn.host=${name}`,
          `cairn.source=http://10.1.1.1${release}`,
          `BOOTIF=01-${mac.replaceAll(':', '-')}`,
        ])
          assert.ok(kernel.text.includes(` ${word} `), `${word} is on the command line: ${kernel.text}`);
        const hook = await machine.waitFor(/Cairn: /, LIMITS);
        // The card that it was started from, its host document and the graph.
        await machine.waitFor(`(${mac})`, LIMITS);
        const graph = await machine.waitFor(/Cairn: (?:The graph is compiled|FAILED)/, LIMITS);
        assert.match(graph.text, /compiled/);
        tell(way, 'install', [
          ['kernel', kernel],
          ['overlay', hook],
          ['graph', graph],
        ]);
        const locked = /Secure boot enabled|secureboot: Secure boot enabled/i.test(machine.console.text);
        assert.is(locked, way.firmware === 'uefi-secure', 'the kernel says whether Secure Boot is on');
      },
    );
    const { tftp, http } = readHandedOut(frontend, since);
    const paths = [...KERNEL_FILES.map((file) => `${release}/install/${file}`), '/netboot/frontend.img'];
    for (const path of paths) assert.ok((http.get(path) ?? 0) > 1000, `${path} came by HTTP`);
    if (way.program === 'pxe') assert.ok(tftp.length > 0, 'the first loader came by TFTP');
    else assert.equal(tftp, []);
    for (const file of tftp) assert.ok(BY_TFTP.includes(file), `"${file}" came by TFTP`);
    const host = await frontend.state.findHost(name);
    assert.is(host?.address, address);
  });
test.run();
