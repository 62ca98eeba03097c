import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { planCard } from '../../builder/try/qemu/card.ts';
import { createDisk, type Firmware, type Machine, startMachine } from '../../builder/try/qemu/qemu.ts';
import { insideOf, type Namespace } from '../network/namespace.ts';

const DISK_BYTES = 12 * 2 ** 30;
/** Its USB ports. */
const PORTS = 'ports';

/** A machine with one disk and one card on the wire; switched on and off as often as wanted. */
export interface Box {
  readonly title: string;
  readonly firmware: Firmware;
  readonly mac: string;
  /** Switches it on. `medium`: an image in the CD drive, and sticks; without one it asks the network first. */
  readonly start: (medium?: {
    readonly cdrom: string;
    readonly sticks: readonly string[];
  }) => Promise<Machine>;
  /** Puts an image into a USB port of a machine that runs without a medium; it stays there until the machine is stopped. */
  readonly plugIn: (image: string) => Promise<void>;
  /** Copies what it has on its disk now into a folder; whoever starts from it finds what the machine had synced. */
  readonly keepDisk: (folder: string) => Promise<void>;
  /** Pulls the plug; safe when it is off. */
  readonly stop: () => Promise<void>;
}

export interface BoxInput {
  readonly wire: Namespace;
  readonly folder: string;
  readonly title: string;
  readonly firmware: Firmware;
  readonly mac: string;
  /** Whether its firmware asks the network before the disk. */
  readonly netboot: boolean;
  readonly cpus?: number;
  /** A disk to begin with, copied; an empty one when left out. */
  readonly disk?: string;
  /** A folder in which `keepDisk` has left one, in its place. */
  readonly kept?: string;
}

/** What a machine has besides its processor: in the same order in its own folder, and where it is kept. */
const PARTS = ['disk.img', 'variables.fd'] as const;

function copyParts(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const part of PARTS) if (existsSync(join(from, part))) copySparse(join(from, part), join(to, part));
}

function copySparse(from: string, to: string): void {
  execFileSync('cp', ['--sparse=always', from, to]);
}

/** Makes a bare machine. Without a medium a restart is one, as on hardware; with one it ends the machine. */
export function createBox({
  wire,
  folder,
  title,
  firmware,
  mac,
  netboot,
  cpus = 2,
  ...given
}: BoxInput): Box {
  const home = join(folder, title);
  mkdirSync(home);
  const disk = join(home, 'disk.img');
  if (given.kept !== undefined) copyParts(join(given.kept, title), home);
  else if (given.disk !== undefined) copySparse(given.disk, disk);
  else createDisk(disk, DISK_BYTES);
  const tap = wire.addTap();
  let running: Machine | undefined;
  let starts = 0;
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  return {
    title,
    firmware,
    mac,
    stop,
    plugIn: async (image) => {
      const file = { driver: 'file', filename: image };
      const node = { 'node-name': 'plugged', driver: 'raw', 'read-only': true, file };
      await running?.control('blockdev-add', node);
      const stick = { driver: 'usb-storage', bus: `${PORTS}.0`, drive: 'plugged', removable: true };
      await running?.control('device_add', stick);
    },
    keepDisk: async (kept) => {
      await running?.control('stop');
      copyParts(home, join(kept, title));
      await running?.control('cont');
    },
    start: async (medium) => {
      await stop();
      starts += 1;
      const workDir = join(home, String(starts));
      mkdirSync(workDir);
      running = await startMachine({
        ...{ firmware, workDir, cpus, disks: [{ path: disk }] },
        ...{ within: insideOf(wire.name), startAgain: true },
        ...(firmware === 'bios' ? {} : { variables: join(home, 'variables.fd') }),
        ...(medium === undefined
          ? { allowReset: true, extra: ['-device', `qemu-xhci,id=${PORTS}`] }
          : medium),
        network: planCard({ tap, mac, firmware, bootIndex: netboot && medium === undefined ? 0 : -1 }),
      });
      return running;
    },
  };
}
