import type { Namespace } from '../network/namespace.ts';
import { type Box, type BoxInput, createBox } from './wire.ts';

/** The machines of the cluster: its frontend, and three that it installs. */
export interface Boxes {
  readonly head: Box;
  readonly first: Box;
  readonly second: Box;
  readonly third: Box;
}

/** With which disks they begin; empty ones where nothing is said. */
export interface FirstDisks {
  /** A disk of the frontend alone, as `CAIRN_KEEP_VM` leaves it. */
  readonly frontend?: string | undefined;
  /** A folder with those of all, as `keepDisks` leaves it. */
  readonly kept?: string | undefined;
}

export function createBoxes(wire: Namespace, folder: string, { frontend, kept }: FirstDisks): Boxes {
  const box = (title: string, firmware: Box['firmware'], number: number): Box =>
    createBox({
      ...{ wire, folder, title, firmware, mac: `52:54:00:77:00:0${number}`, netboot: number > 1 },
      ...(kept === undefined ? {} : { kept }),
      ...(frontend === undefined || number > 1 ? {} : { disk: frontend }),
    } satisfies BoxInput);
  return {
    head: box('head', 'bios', 1),
    first: box('c0', 'bios', 2),
    second: box('c1', 'uefi', 3),
    third: box('l0', 'uefi-secure', 4),
  };
}

/** Copies the disks of all into a folder. */
export async function keepDisks({ head, first, second, third }: Boxes, folder: string): Promise<void> {
  for (const one of [head, first, second, third]) await one.keepDisk(folder);
}

export async function stopAll({ head, first, second, third }: Boxes): Promise<void> {
  for (const one of [first, second, third, head]) await one.stop();
}
