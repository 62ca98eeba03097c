import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformName } from '../../model/mod.ts';
import type { PlannedMachine } from '../plan/plan-trial.ts';
import { planCard } from '../qemu/card.ts';
import { createDisk, type Machine, startMachine } from '../qemu/qemu.ts';
import type { World } from '../world/open-world.ts';
import { runScript } from '../world/run-script.ts';
import plugTap from './plug-tap.sh?text';

/** A bare machine with disks and a card on the switch: switched on and off as often as wanted. */
export interface Box {
  /** Switches it on. `medium`: what is in its CD drive, and a stick; without one it asks the network first. */
  readonly start: (medium?: { readonly cdrom: string; readonly stick: string }) => Promise<Machine>;
  /** Pulls the plug; safe when it is off. */
  readonly stop: () => Promise<void>;
}

export interface BoxInput {
  readonly world: World;
  /** For its disks and logs; made. */
  readonly folder: string;
  readonly planned: PlannedMachine;
  readonly platform: PlatformName;
  readonly disks: number;
  /** QEMU's names of what carries out the guest's code. */
  readonly accelerators: readonly string[];
}

/** Nothing of it takes up room before it is written. */
const DISK_BYTES = 40 * 2 ** 30;
const MEMORY_MIB = 2048;
/** UEFI with Secure Boot: what refuses most. */
const FIRMWARE = 'uefi-secure';
/** Nobody speaks IPv6 here; firmware would wait for it. */
const WITHOUT_IPV6 = ['-fw_cfg', 'name=opt/org.tianocore/IPv6Support,string=n'];
/** Makes a bare machine. Without a medium a restart is one, as on hardware; with one it ends the machine. */
export async function createBox({
  world,
  folder,
  planned,
  platform,
  disks,
  accelerators,
}: BoxInput): Promise<Box> {
  await mkdir(folder, { recursive: true });
  await runScript(world.run, { name: 'plug-tap', text: plugTap }, [planned.plug]);
  const paths = Array.from({ length: disks }, (_, index) => join(folder, `disk${index}.img`));
  for (const path of paths) createDisk(path, DISK_BYTES);
  let running: Machine | undefined;
  let starts = 0;
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  return {
    stop,
    start: async (medium) => {
      await stop();
      starts += 1;
      const workDir = join(folder, String(starts));
      await mkdir(workDir);
      const card = { tap: planned.plug, mac: planned.mac, firmware: FIRMWARE } as const;
      running = await startMachine({
        ...{ platform, workDir, firmware: FIRMWARE, memoryMiB: MEMORY_MIB, startAgain: true },
        ...{ within: world.enter, accelerators },
        variables: join(folder, 'variables.fd'),
        disks: paths.map((path) => ({ path })),
        ...(medium === undefined ? { allowReset: true } : { cdrom: medium.cdrom, sticks: [medium.stick] }),
        network: [...planCard({ ...card, bootIndex: medium === undefined ? 0 : -1 }), ...WITHOUT_IPV6],
      });
      return running;
    },
  };
}
