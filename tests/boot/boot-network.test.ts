import { suite } from 'uvu';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { type Firmware, withMachine } from '../vm/qemu.ts';

const { netboot } = findTestImages();
const LIMITS = { timeoutSeconds: 360, stallSeconds: 150 } as const;
const MAC = '52:54:00:12:34:56';

const cases: readonly (readonly [Firmware, string])[] = [
  ['bios', 'lpxelinux.0'],
  ['bios', 'cairn.ipxe'],
  ['uefi-secure', 'bootx64.efi'],
];

const test = suite('the network boot tree as it is, by TFTP');
for (const [firmware, program] of cases)
  test(`${firmware}: ${program}`, async () => {
    await withMachineFolder((workDir) =>
      withMachine(
        () => ({ firmware, workDir, network: planNetwork(firmware, program) }),
        async (machine) => {
          await machine.waitFor(/Command line: .*BOOTIF=01-52-54-00-12-34-56/, LIMITS);
          // The overlay's hook speaks only if both initrds have arrived.
          await machine.waitFor(/Cairn: /, LIMITS);
        },
      ),
    );
  });

/** QEMU's own DHCP and TFTP server, with no way out. UEFI uses its own network stack, not QEMU's iPXE of 2019. */
function planNetwork(firmware: Firmware, program: string): string[] {
  const rom = firmware === 'bios' ? '' : ',romfile=';
  return [
    ...['-netdev', `user,id=net0,restrict=on,tftp=${netboot},bootfile=${program}`],
    ...['-device', `virtio-net-pci,netdev=net0,mac=${MAC},bootindex=0${rom}`],
  ];
}
test.run();
