import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planCard } from '../network/card.ts';
import { until } from '../network/frontend.ts';
import { createNamespace, type Namespace, waitForEnd } from '../network/namespace.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { createDisk, type Firmware, withMachine } from '../vm/qemu.ts';

const { iso, netboot } = findTestImages();
const LIMITS = { timeoutSeconds: 360, stallSeconds: 150 } as const;
const MAC = '52:54:00:12:34:56';
const SERVER = '10.9.0.1';
const [files = '', , dnsmasq = ''] = readFileSync(join(netboot, 'README'), 'utf8').split('\n');

let wire: Namespace;
/** The folder as somebody would copy it to a server. */
let folder: string;
let served: string;

const test = suite("the network boot tree as it is, with its README's commands and a bare HTTP server");
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-netboot-'));
  served = join(folder, 'netboot');
  chmodSync(folder, 0o755);
  cpSync(netboot, served, { recursive: true });
  symlinkSync(iso, join(folder, basename(iso)));
  wire = createNamespace(`${SERVER}/24`);
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `pid ${folder}/nginx.pid;\nevents {}\nhttp { server { listen 80; root ${served}; access_log ${folder}/access.log; } }\n`,
  );
  wire.start(
    ['nginx', '-e', join(folder, 'error.log'), '-g', 'daemon off;', '-c', config],
    join(folder, 'nginx.log'),
  );
});
test.after(async () => {
  await wire.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the first line brings the packages', () => {
  const command = files.slice(files.indexOf(': ') + 2);
  assert.match(command, /^xorriso /);
  wire.run(['sh', '-c', `cd ${served} && ${command} 2> ${folder}/xorriso.log`]);
  assert.ok(existsSync(join(served, 'cairn/medium.json')));
});

/** Line three, with a boot file of line two in the place of PXELINUX. */
const cases: readonly (readonly [Firmware, string, string])[] = [
  ['bios', 'lpxelinux.0', 'The disk is partitioned'],
  ['bios', 'cairn.ipxe', 'The graph is compiled'],
  ['uefi', 'lpxelinux.0', 'The graph is compiled'],
  ['uefi-secure', 'lpxelinux.0', 'The disk is partitioned'],
];
for (const [firmware, bootFile, goal] of cases)
  test(`${firmware}: ${firmware === 'bios' ? bootFile : 'bootx64.efi'}`, async () => {
    const command = dnsmasq.replace('lpxelinux.0', bootFile);
    const log = join(folder, `dnsmasq-${firmware}-${bootFile}.log`);
    const server = wire.start(['sh', '-c', `cd ${served} && exec ${command} --log-dhcp`], log);
    try {
      await until('dnsmasq answers', () => /started/.test(readFileSync(log, 'utf8')));
      await withMachineFolder((workDir) =>
        withMachine(
          () => ({
            ...{ firmware, workDir, namespace: wire.name },
            disks: [{ path: createDisk(join(workDir, 'disk.img'), 8 * 2 ** 30) }],
            network: planCard({ tap: wire.addTap(), mac: MAC, firmware }),
          }),
          async (machine) => {
            const kernel = await machine.waitFor(/Command line: .*BOOTIF=01-52-54-00-12-34-56/, LIMITS);
            // The overlay's hook speaks only if both initrds have arrived.
            const hook = await machine.waitFor(/Cairn: /, LIMITS);
            await machine.waitFor(`Cairn: Packages come from http://${SERVER}/cairn`, LIMITS);
            const last = await machine.waitFor(new RegExp(`Cairn: (?:${goal}|FAILED)`), LIMITS);
            assert.not.match(last.text, /FAILED/);
            const times = `kernel ${kernel.seconds} s, overlay ${hook.seconds} s, "${goal}" ${last.seconds} s`;
            process.stdout.write(`   ${firmware} ${bootFile}: ${times}\n`);
          },
        ),
      );
    } finally {
      server.kill('SIGTERM');
      await waitForEnd(server);
    }
  });
test.run();
