import { execFileSync } from 'node:child_process';
import type { Boxes } from '../boxes.ts';
import type { FrontendMachine } from '../frontend-machine.ts';
import type { LivingCluster } from './living-cluster.ts';

const LABEL = 'CAIRNDELTA';

/** The cluster that the first story has made, in its machines. */
export function inMachines(
  frontend: FrontendMachine,
  { head, first, second, third }: Boxes,
  output: string,
): LivingCluster {
  const boxes = new Map([
    ['compute-0-0', first],
    ['compute-0-1', second],
    ['login-0-0', third],
  ]);
  return {
    ...{ frontend, output, isReinstallable: true },
    plugIn: async (folder) => {
      const image = `${folder}.iso`;
      execFileSync('xorriso', ['-as', 'mkisofs', '-quiet', '-J', '-R', '-V', LABEL, '-o', image, folder]);
      await head.plugIn(image);
      await frontend.until(`mount -o ro /dev/disk/by-label/${LABEL} /mnt`, 180);
      return '/mnt';
    },
    pullPlug: async (host) => {
      const box = boxes.get(host);
      if (box === undefined) throw new Error(`No machine is ${host}`);
      await box.stop();
    },
  };
}
