import { join } from 'node:path';
import { formatBytes, runStage } from '../../io/mod.ts';
import { composeOverlay, OVERLAY_MODULES, OVERLAY_TOOLS, type OverlayFile } from '../../media/mod.ts';
import { fail } from '../../model/mod.ts';
import { listTree } from '../../rolls/mod.ts';
import type { BuildInputs } from './inputs.ts';
import type { BuildJob } from './job.ts';
import type { BootParts, MediumTree } from './medium.ts';

/** Makes the second initrd archive. @returns its path */
export async function writeOverlay(
  job: BuildJob,
  inputs: BuildInputs,
  boot: BootParts,
  tree: MediumTree,
): Promise<string> {
  return runStage(job.distro, 'overlay', "Make the installer's overlay", async (stage) => {
    const out = join(job.work, 'cairn.img');
    const { sizeBytes } = await composeOverlay({
      files: await collectOverlayFiles(job, inputs, tree),
      modules: OVERLAY_MODULES,
      kernelTree: boot.kernelTree,
      tools: OVERLAY_TOOLS,
      trees: boot.trees,
      debianInitrd: boot.files.initrd,
      epochSeconds: inputs.epochSeconds,
      out,
    });
    stage.summarize(formatBytes(sizeBytes));
    return out;
  });
}

/** Our own files in the initrd: see builder/boot/README.md. */
async function collectOverlayFiles(
  job: BuildJob,
  inputs: BuildInputs,
  tree: MediumTree,
): Promise<OverlayFile[]> {
  const { initrd, engine } = job.program;
  if (initrd === undefined || engine === undefined) {
    return fail(
      'PROGRAM_INCOMPLETE',
      'The parts for the installer are not there',
      undefined,
      'Make them: scripts/setup',
    );
  }
  const fixed = (await listTree(initrd)).map(({ path, absolute, executable }) => ({
    path,
    mode: executable ? 0o755 : 0o644,
    source: absolute,
  }));
  const site =
    inputs.siteText === undefined
      ? []
      : [{ path: 'usr/share/cairn/site.yaml', mode: 0o644, content: inputs.siteText }];
  return [
    ...fixed,
    { path: 'usr/lib/cairn/boot.js', mode: 0o644, source: engine },
    { path: 'usr/share/cairn/graph.json', mode: 0o644, content: tree.graph },
    { path: 'usr/share/cairn/medium.json', mode: 0o644, content: tree.medium },
    ...site,
  ];
}
