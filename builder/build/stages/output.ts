import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritable } from '../../io/mod.ts';
import { sumSizes } from './folder-size.ts';
import { writeIso, writeNetboot } from './images.ts';
import type { BuildInputs } from './inputs.ts';
import type { BuildJob } from './job.ts';
import { writeManifest } from './manifest.ts';
import { composeMediumTree, fetchParts } from './medium.ts';
import { writeOverlay } from './overlay.ts';
import type { ChosenPackages } from './packages.ts';

/** Composes everything and puts it in its place in one step. */
export async function composeOutput(
  job: BuildJob,
  inputs: BuildInputs,
  chosen: ChosenPackages,
): Promise<{ readonly sizeBytes: number }> {
  const { files, boot } = await fetchParts(job, chosen);
  const tree = await composeMediumTree(job, inputs, chosen, files, boot);
  const overlay = await writeOverlay(job, inputs, boot, tree);
  const result = join(job.work, 'result');
  await mkdir(result);
  if (job.recipe.media.iso) await writeIso(job, inputs, boot, tree, overlay, join(result, `${job.name}.iso`));
  if (job.recipe.media.netboot) await writeNetboot(job, inputs, boot, tree, overlay, join(result, 'netboot'));
  await writeManifest(job, inputs, chosen, tree, result);
  const sizeBytes = await sumSizes(result);
  await replaceFolder(result, job.output, job.work);
  return { sizeBytes };
}

/** Puts a finished folder where an older one may be; for an instant neither is there, never half of one. */
async function replaceFolder(from: string, to: string, scratch: string): Promise<void> {
  const old = join(scratch, 'replaced');
  // Another build may put its result there in that instant: then that one is replaced too.
  for (let attempt = 0; ; attempt += 1) {
    await rename(to, `${old}-${attempt}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw unwritable(to, error);
    });
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'ENOTEMPTY' && code !== 'EEXIST') || attempt > 10) throw unwritable(to, error);
    }
  }
}
