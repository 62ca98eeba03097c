import { join } from 'node:path';
import { formatBytes, runStage } from '../../io/mod.ts';
import { composeBootTree, composeIso, composeNetboot } from '../../media/mod.ts';
import { sumSizes } from './folder-size.ts';
import type { BuildInputs } from './inputs.ts';
import type { BuildJob } from './job.ts';
import type { BootParts, MediumTree } from './medium.ts';

/** Kernel options of every entry: dialogs on the screen, everything on the serial line too. */
const CONSOLES = ['console=ttyS0,115200n8', 'console=tty0'];

/** Writes the hybrid ISO image. */
export async function writeIso(
  job: BuildJob,
  inputs: BuildInputs,
  boot: BootParts,
  tree: MediumTree,
  overlay: string,
  out: string,
): Promise<void> {
  const { epochSeconds } = inputs;
  const label = labelOf(job.recipe.name);
  const bootTree = join(job.work, 'boot');
  await runStage(job.distro, 'iso', 'Write the ISO image', async (stage) => {
    const title = titleOf(job);
    await composeBootTree({
      title,
      label,
      kernelArguments: CONSOLES,
      files: boot.files,
      overlay,
      epochSeconds,
      out: bootTree,
    });
    const total = (await sumSizes(bootTree)) + (await sumSizes(tree.folder));
    const trees = [
      { at: '/', from: bootTree },
      { at: '/cairn', from: tree.folder },
    ];
    const { sizeBytes } = await composeIso({
      trees,
      label,
      isohybridMbr: boot.files.isohybridMbr,
      epochSeconds,
      out,
      onProgress: (part) => stage.advanceBytes(Math.round(part * total), total),
    });
    stage.summarize(formatBytes(sizeBytes));
  });
}

/** Writes the folder for TFTP and HTTP servers. */
export async function writeNetboot(
  job: BuildJob,
  inputs: BuildInputs,
  boot: BootParts,
  tree: MediumTree,
  overlay: string,
  out: string,
): Promise<void> {
  await runStage(job.distro, 'netboot', 'Write the network boot tree', async (stage) => {
    const { epochSeconds } = inputs;
    await composeNetboot({
      title: titleOf(job),
      kernelArguments: CONSOLES,
      files: boot.files,
      overlay,
      packages: job.recipe.media.iso ? { image: `${job.name}.iso` } : { tree: tree.folder },
      epochSeconds,
      out,
    });
    stage.summarize(formatBytes(await sumSizes(out)));
  });
}

/** By which installer and boot loader find the medium. */
export function labelOf(name: string): string {
  return `CAIRN_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`.slice(0, 32);
}

function titleOf(job: BuildJob): string {
  return `Cairn ${job.recipe.name} ${job.recipe.version}`;
}
