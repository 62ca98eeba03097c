// Time limit: 240 minutes
import { existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { suite } from 'uvu';
import { createNamespace } from '../network/namespace.ts';
import { findTestImages, withMachineFolder } from '../vm/images.ts';
import { createBoxes, keepDisks, stopAll } from './boxes.ts';
import { installHosts, tellFirstStory, untilUp } from './first-story.ts';
import { installFrontend, startFrontendMachine } from './frontend-machine.ts';
import { inMachines } from './second-story/in-machines.ts';
import { HOSTS } from './second-story/living-cluster.ts';
import { tellSecondStory } from './second-story/story.ts';
import { tell } from './tell.ts';

const { iso } = findTestImages();
/** Disk of a frontend installed before (CAIRN_KEEP_VM keeps it): for work on what comes after. */
const PREPARED = process.env['CAIRN_CLUSTER_FRONTEND'];
/** Where the disks of the first story are kept, once it was told; where they are, the second begins with them. */
const KEPT = process.env['CAIRN_CLUSTER_DISKS'];
/** Of the first story hosts are installed, and no more. */
const IS_SHORT = process.env['CAIRN_CLUSTER_SHORT'] !== undefined;

const test = suite('a cluster on a wire with no way out');

test('from the CD to jobs on two hosts, and back again; then releases come and go', async () => {
  await withMachineFolder(async (folder) => {
    const kept = KEPT !== undefined && existsSync(KEPT) ? KEPT : undefined;
    const wire = createNamespace();
    const boxes = createBoxes(wire, folder, { kept, frontend: PREPARED });
    try {
      if (kept === undefined && PREPARED === undefined) await installFrontend(boxes.head, iso, folder);
      tell('the frontend is installed');
      const frontend = await startFrontendMachine(boxes.head);
      tell('the frontend is up');
      if (kept === undefined) {
        // Hosts of an earlier run
        if (PREPARED !== undefined) await frontend.ask('cairn host remove @all');
        await (IS_SHORT ? installHosts : tellFirstStory)(frontend, boxes);
        if (KEPT !== undefined) {
          await frontend.must('cairn run @all -- sync; sync');
          await keepDisks(boxes, `${KEPT}.new`);
          renameSync(`${KEPT}.new`, KEPT);
        }
      } else {
        for (const box of [boxes.first, boxes.second, boxes.third]) await box.start();
        for (const host of HOSTS) await untilUp(frontend, host);
      }
      await tellSecondStory(inMachines(frontend, boxes, dirname(iso)));
    } finally {
      await stopAll(boxes);
      await wire.stop();
    }
  });
});

test.run();
