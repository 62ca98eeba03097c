import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { planCard } from '../../builder/try/qemu/card.ts';
import { createDisk, type Firmware, type Machine, startMachine } from '../../builder/try/qemu/qemu.ts';
import { insideOf, type Namespace } from '../network/namespace.ts';

const DISK_BYTES = 12 * 2 ** 30;

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
  if (given.disk === undefined) createDisk(disk, DISK_BYTES);
  else execFileSync('cp', ['--sparse=always', given.disk, disk]);
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
    start: async (medium) => {
      await stop();
      starts += 1;
      const workDir = join(home, String(starts));
      mkdirSync(workDir);
      running = await startMachine({
        ...{ firmware, workDir, cpus, disks: [{ path: disk }] },
        ...{ within: insideOf(wire.name), startAgain: true },
        ...(firmware === 'bios' ? {} : { variables: join(home, 'variables.fd') }),
        ...(medium === undefined ? { allowReset: true } : medium),
        network: planCard({ tap, mac, firmware, bootIndex: netboot && medium === undefined ? 0 : -1 }),
      });
      return running;
    },
  };
}
