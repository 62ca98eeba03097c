import { dirname } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Frontend, startFrontend } from '../network/frontend.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { createInstalledDisk, LOCAL_DISK_MARKER } from '../vm/local-disk.ts';
import { type Machine, type MachineDisk, withMachine } from '../vm/qemu.ts';
import { BOOT_WAYS, type BootWay, markLogs, planNetworkMachine, readHandedOut } from './from-frontend.ts';

const { iso, netboot } = findTestImages();
const LIMITS = { timeoutSeconds: 240, stallSeconds: 120 } as const;
/** What may come by TFTP: the first loaders, and what they look for beside themselves before they know HTTP. */
const BY_TFTP = ['bootx64.efi', 'grub.cfg', 'grubx64.efi', 'lpxelinux.0'];
const KERNEL_FILES = ['vmlinuz', 'initrd.gz', 'cairn.img', 'frontend.img'].map((name) => `/netboot/${name}`);

let frontend: Frontend;
let cards = 0;

/** A machine of its own for each test. */
function nextMac(): string {
  cards += 1;
  return `52:54:00:c0:00:${cards.toString(16).padStart(2, '0')}`;
}

interface Start {
  readonly mac: string;
  /** Another card, which the firmware does not start from. */
  readonly first?: string;
  /** With a disk that says so when it is started. */
  readonly disk?: boolean;
}

async function startMachine(
  way: BootWay,
  { mac, first, disk }: Start,
  work: (machine: Machine) => Promise<void>,
): Promise<void> {
  await withMachineFolder(async (workDir) => {
    const disks: MachineDisk[] = disk ? [{ path: createInstalledDisk(workDir, way.firmware, netboot) }] : [];
    const machine = await planNetworkMachine(frontend, way, {
      ...{ workDir, mac, disks },
      ...(first === undefined ? {} : { first }),
    });
    try {
      await withMachine(machine.options, work);
      machine.checkWay();
    } finally {
      machine.stop();
    }
  });
}

/** Prints when something was seen. */
function tell(
  way: BootWay,
  what: string,
  seen: readonly (readonly [string, { readonly seconds: number }])[],
): void {
  const times = seen.map(([name, { seconds }]) => `${name} ${seconds.toFixed(0)} s`).join(', ');
  process.stdout.write(`   ${way.title}, ${what}: ${times}\n`);
}

const test = suite('a machine starts from a frontend: real dnsmasq, nginx and service');
test.before(async () => {
  frontend = await startFrontend({ image: dirname(iso) });
});
test.after(async () => {
  await frontend.stop();
});

for (const way of BOOT_WAYS)
  test(`${way.title}: install reaches the installer, all but the first loader by HTTP`, async () => {
    const mac = nextMac();
    const other = way.program === 'pxe' ? nextMac() : undefined;
    const { name, address } = await frontend.state.addHost({ appliance: 'compute', macs: [mac] });
    const since = markLogs(frontend);
    await startMachine(way, { mac, ...(other === undefined ? {} : { first: other }) }, async (machine) => {
      const kernel = await machine.waitFor(/Command line: .*/, LIMITS);
      for (const word of [
        'cairn.action=install',
        `cairn.host=${name}`,
        'cairn.source=http://10.1.1.1',
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
    });
    const { tftp, http } = readHandedOut(frontend, since);
    for (const path of KERNEL_FILES) assert.ok((http.get(path) ?? 0) > 1000, `${path} came by HTTP`);
    assert.ok(http.has(`/hosts/${name}.json`), 'the host document was fetched');
    if (way.program === 'pxe') assert.ok(tftp.length > 0, 'the first loader came by TFTP');
    else assert.equal(tftp, []);
    for (const file of tftp) assert.ok(BY_TFTP.includes(file), `"${file}" came by TFTP`);
    const host = await frontend.state.findHost(name);
    assert.is(host?.address, address);
  });

for (const way of BOOT_WAYS)
  test(`${way.title}: os goes on with the disk`, async () => {
    const mac = nextMac();
    await frontend.state.addHost({ appliance: 'compute', macs: [mac], bootAction: 'os' });
    await startMachine(way, { mac, disk: true }, async (machine) => {
      tell(way, 'os', [['disk', await machine.waitFor(LOCAL_DISK_MARKER, LIMITS)]]);
    });
  });

for (const way of BOOT_WAYS.filter(({ program, firmware }) => program === 'pxe' && firmware !== 'uefi'))
  test(`${way.title}: rescue gives a shell, and no token`, async () => {
    const mac = nextMac();
    await frontend.state.addHost({ appliance: 'compute', macs: [mac], bootAction: 'rescue' });
    await startMachine(way, { mac }, async (machine) => {
      const shell = await machine.waitFor('Cairn rescue shell.', LIMITS);
      tell(way, 'rescue', [['shell', shell]]);
      machine.send('blkid --version; echo shell-$((40 + 2))\r');
      await machine.waitFor('shell-42', LIMITS);
      assert.match(machine.console.text, /Command line: .* cairn\.action=rescue /);
      assert.not.match(machine.console.text, /cairn\.token/);
    });
  });

for (const way of BOOT_WAYS)
  test(`${way.title}: memtest`, async () => {
    const mac = nextMac();
    await frontend.state.addHost({ appliance: 'compute', macs: [mac], bootAction: 'memtest' });
    await startMachine(way, { mac }, async (machine) => {
      // Debian signs no memory test: under Secure Boot the machine says so, and asks again what to do.
      const marker =
        way.firmware === 'uefi-secure' ? 'Could not start /netboot/memtest.efi' : /Memtest86\+ v7/;
      tell(way, 'memtest', [['test', await machine.waitFor(marker, LIMITS)]]);
    });
  });

for (const way of BOOT_WAYS.filter(({ program }) => program === 'pxe'))
  test(`${way.title}: a stranger while discovery is off gets no answer to DHCP`, async () => {
    const mac = nextMac();
    const since = markLogs(frontend);
    await startMachine(way, { mac, disk: true }, async (machine) => {
      tell(way, 'stranger', [['disk', await machine.waitFor(LOCAL_DISK_MARKER, LIMITS)]]);
    });
    const said = frontend.logOf('dnsmasq').slice(since.dnsmasq);
    assert.match(said, new RegExp(`DHCPDISCOVER\\(\\S+\\) ${mac} ignored`), 'it asked');
    assert.not.match(said, /DHCPOFFER|DHCPACK|tftp\S+ sent/);
    assert.equal([...readHandedOut(frontend, since).http], []);
    assert.is(await frontend.state.findHostByMac(mac), undefined);
  });

for (const way of BOOT_WAYS.filter(({ firmware }) => firmware !== 'uefi'))
  test(`${way.title}: a stranger while discovery is on is named and installs`, async () => {
    const mac = nextMac();
    const close = await frontend.discover('compute');
    try {
      await startMachine(way, { mac }, async (machine) => {
        const kernel = await machine.waitFor(/Command line: .* cairn\.host=(\S+)/, LIMITS);
        const host = await frontend.state.findHostByMac(mac);
        assert.ok(host, 'the stranger has a name');
        assert.match(kernel.text, new RegExp(` cairn\\.action=install .* cairn\\.host=${host.name}$`));
        const graph = await machine.waitFor(/Cairn: (?:The graph is compiled|FAILED)/, LIMITS);
        assert.match(graph.text, /compiled/);
        tell(way, `stranger named ${host.name}`, [
          ['kernel', kernel],
          ['graph', graph],
        ]);
        // Named by its boot loader with the address of a stranger, it asked again with its own.
        assert.match(
          frontend.logOf('dnsmasq'),
          new RegExp(`DHCPACK\\(\\S+\\) ${host.address} ${mac} ${host.name}`),
        );
      });
    } finally {
      await close();
    }
  });
test.run();
