import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, type Test } from 'uvu';
import { planCard } from '../../builder/try/qemu/card.ts';
import { limitsFor } from '../../builder/try/qemu/limits.ts';
import {
  type Firmware,
  type Machine,
  type MachineDisk,
  type MachineOptions,
  type Sighting,
  withMachine,
} from '../../builder/try/qemu/qemu.ts';
import { FRONTEND_ADDRESS, type Frontend, startFrontend } from '../network/frontend.ts';
import { insideOf } from '../network/namespace.ts';
import { type PlainPxe, startPlainPxe } from '../network/plain-pxe.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { createInstalledDisk } from '../vm/local-disk.ts';

const images = findTestImages();
export const { platform } = images;
export const LIMITS = limitsFor(platform.name, { timeoutSeconds: 400, stallSeconds: 200 });
let cards = 0;

/** What the tests of {@link suiteWithFrontend} get. */
export interface WithFrontend {
  readonly frontend: Frontend;
}

/** A suite whose tests share one frontend, with what the image brings and answers to what machines would ask. */
export function suiteWithFrontend(title: string): Test<WithFrontend> {
  const test = suite<WithFrontend>(title);
  test.before(async (context) => {
    const attributes = { cluster_name: 'test', timezone: 'UTC', private_address: FRONTEND_ADDRESS };
    Object.assign(context, { frontend: await startFrontend({ image: dirname(images.iso), attributes }) });
  });
  test.after(({ frontend }) => frontend.stop());
  return test;
}

/** The MAC address of a card that no test has used. */
export function nextMac(): string {
  cards += 1;
  return `52:54:00:c0:00:${cards.toString(16).padStart(2, '0')}`;
}

/** Prints when something was seen. */
export function tell(way: BootWay, what: string, seen: readonly (readonly [string, Sighting])[]): void {
  const times = seen.map(([name, { seconds }]) => `${name} ${seconds.toFixed(0)} s`).join(', ');
  process.stdout.write(`   ${way.title}, ${what}: ${times}\n`);
}

/** How firmware comes to its first program; each is answered in another way by DHCP. */
export interface BootWay {
  readonly title: string;
  readonly firmware: Firmware;
  readonly program: 'ipxe' | 'pxe' | 'http';
}

/** All ways that machines have. The network cards of today have a PXE or an iPXE; UEFI brings both PXE and HTTP. */
const WAYS: readonly BootWay[] = [
  { title: 'BIOS, PXE', firmware: 'bios', program: 'pxe' },
  { title: 'BIOS, iPXE', firmware: 'bios', program: 'ipxe' },
  { title: 'UEFI, PXE', firmware: 'uefi', program: 'pxe' },
  { title: 'UEFI, HTTP', firmware: 'uefi', program: 'http' },
  { title: 'UEFI with Secure Boot, PXE', firmware: 'uefi-secure', program: 'pxe' },
  { title: 'UEFI with Secure Boot, HTTP', firmware: 'uefi-secure', program: 'http' },
];
/** Those that there are on the platform of the image. */
export const BOOT_WAYS = WAYS.filter(({ firmware }) => firmware !== 'bios' || platform.bios !== undefined);

/** A machine on the frontend's wire, about to be switched on. */
interface NetworkMachine {
  readonly options: () => MachineOptions;
  /** Whether the way was gone as it says: QEMU's iPXE could not be told from a PXE. */
  readonly checkWay: () => void;
  readonly stop: () => void;
}

/** What a machine on the wire has; it starts from the network first and from its disks next. */
interface NetworkMachineInput extends Pick<MachineOptions, 'workDir' | 'disks' | 'allowReset' | 'extra'> {
  readonly mac: string;
  /** A card with another MAC address on a wire where nobody answers; the firmware does not start from it. */
  readonly first?: string;
}

async function planNetworkMachine(
  frontend: Pick<Frontend, 'addTap' | 'namespace'>,
  way: BootWay,
  { mac, first, ...machine }: NetworkMachineInput,
): Promise<NetworkMachine> {
  const { firmware, program } = way;
  const { workDir } = machine;
  const tap = frontend.addTap();
  const sockets = join(workDir, 'pxe');
  mkdirSync(sockets, { recursive: true });
  const plain: PlainPxe | undefined =
    firmware === 'bios' && program === 'pxe' ? await startPlainPxe(tap, sockets) : undefined;
  const network = [
    ...(first === undefined
      ? []
      : planCard({ tap: frontend.addTap('dead'), mac: first, firmware, bootIndex: -1, model: 'e1000' })),
    // A card whose packets carry no header of QEMU's own, so that they can be read on their way.
    ...planCard({ tap, mac, firmware, ...(plain === undefined ? {} : { model: 'e1000' }) }),
    ...(plain?.arguments ?? []),
    // Nobody speaks IPv6 here; firmware would wait for it.
    ...(firmware === 'bios' ? [] : ['-fw_cfg', 'name=opt/org.tianocore/IPv6Support,string=n']),
    // OVMF asks by PXE first; without it, it goes on to HTTP.
    ...(program === 'http' ? ['-fw_cfg', 'name=opt/org.tianocore/IPv4PXESupport,string=n'] : []),
  ];
  const within = insideOf(frontend.namespace);
  return {
    options: () => ({ ...machine, platform: platform.name, firmware, within, network }),
    checkWay: () => {
      if (plain?.changed() === 0) throw new Error('QEMU sent no DHCP packet in the name of iPXE');
    },
    stop: () => plain?.stop(),
  };
}

/** Switches a machine on, works with it, pulls the plug, and makes sure that it came by this way. */
export async function withNetworkMachine(
  frontend: Pick<Frontend, 'addTap' | 'namespace'>,
  way: BootWay,
  input: NetworkMachineInput,
  work: (machine: Machine) => Promise<void>,
): Promise<void> {
  const machine = await planNetworkMachine(frontend, way, input);
  try {
    await withMachine(machine.options, work);
    machine.checkWay();
  } finally {
    machine.stop();
  }
}

/** The same for a machine in a folder of its own, with a disk that needs no preparing. */
export async function startFromNetwork(
  frontend: Pick<Frontend, 'addTap' | 'namespace'>,
  way: BootWay,
  card: {
    readonly mac: string;
    /** Another card, which the firmware does not start from. */
    readonly first?: string;
    /** With a disk that says so when it is started; see createInstalledDisk. */
    readonly disk?: 'debian' | 'BOOT';
  },
  work: (machine: Machine) => Promise<void>,
): Promise<void> {
  const { mac, first, disk } = card;
  await withMachineFolder(async (workDir) => {
    const disks: MachineDisk[] =
      disk === undefined ? [] : [{ path: createInstalledDisk(workDir, way.firmware, images, disk) }];
    const input = { workDir, mac, disks, ...(first === undefined ? {} : { first }) };
    await withNetworkMachine(frontend, way, input, work);
  });
}

/** What a frontend has handed out so far. */
export interface HandedOut {
  /** Files by TFTP, without their folder. */
  readonly tftp: readonly string[];
  /** Paths by HTTP with the bytes that were sent. */
  readonly http: ReadonlyMap<string, number>;
}

/** Reads the logs of dnsmasq and nginx, from a moment on. */
export function readHandedOut(
  frontend: Pick<Frontend, 'logOf'>,
  since: { readonly dnsmasq: number; readonly access: number },
): HandedOut {
  const tftp = [
    ...frontend
      .logOf('dnsmasq')
      .slice(since.dnsmasq)
      .matchAll(/tftp\[\d+\]: sent \S+\/(\S+) to /g),
  ];
  const lines = [
    ...frontend
      .logOf('access')
      .slice(since.access)
      .matchAll(/"GET (\S+) [^"]*" 200 (\d+)/g),
  ];
  return {
    tftp: [...new Set(tftp.map(([, file]) => file!))].sort(),
    http: new Map(lines.map(([, path, bytes]) => [path!, Number(bytes)])),
  };
}

/** Where the logs end now. */
export function markLogs(frontend: Pick<Frontend, 'logOf'>): { dnsmasq: number; access: number } {
  return { dnsmasq: frontend.logOf('dnsmasq').length, access: frontend.logOf('access').length };
}
