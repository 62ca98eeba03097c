import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { renderRecipeLock } from '../distro/mod.ts';
import { formatBytes, runStage, writeFileAtomic } from '../io/mod.ts';
import {
  composeBootTree,
  composeIso,
  composeManifest,
  composeNetboot,
  composeOverlay,
  type ManifestInput,
  OVERLAY_MODULES,
  OVERLAY_TOOLS,
  type OverlayFile,
  renderSbom,
} from '../media/mod.ts';
import { fail } from '../model/mod.ts';
import { listTree } from '../rolls/list-tree.ts';
import type { BuildInputs } from './build-inputs.ts';
import type { BuildJob } from './build-job.ts';
import { type BootParts, composeMediumTree, fetchParts, type MediumTree } from './build-medium.ts';
import type { ChosenPackages } from './build-packages.ts';
import { VERSION } from './version.ts';

/** Kernel options of every entry: dialogs on the screen, everything on the serial line too. */
const CONSOLES = ['console=ttyS0,115200n8', 'console=tty0'];

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
  if (job.recipe.media.netboot) await writeNetboot(job, inputs, boot, overlay, join(result, 'netboot'));
  await writeManifest(job, inputs, chosen, tree, result);
  const sizeBytes = await sumSizes(result);
  await replaceFolder(result, job.output, job.work);
  return { sizeBytes };
}

async function writeOverlay(
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

async function writeIso(
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

async function writeNetboot(
  job: BuildJob,
  inputs: BuildInputs,
  boot: BootParts,
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
      epochSeconds,
      out,
    });
    stage.summarize(formatBytes(await sumSizes(out)));
  });
}

async function writeManifest(
  job: BuildJob,
  inputs: BuildInputs,
  chosen: ChosenPackages,
  tree: MediumTree,
  result: string,
): Promise<void> {
  const { recipe } = job;
  const { epochSeconds } = inputs;
  await runStage(job.distro, 'manifest', 'Write manifest and checksums', async (stage) => {
    const at = { mtimeSeconds: epochSeconds };
    await writeFileAtomic(join(result, 'recipe.lock'), renderRecipeLock(tree.lock), at);
    const packages = chosen.closure.packages.map(({ name, version, arch, sha256 }) => ({
      name,
      version,
      architecture: arch,
      sha256,
    }));
    const about = { name: recipe.name, version: recipe.version, os: recipe.os, builtWith: VERSION };
    await writeFileAtomic(join(result, 'sbom.json'), renderSbom({ ...about, epochSeconds, packages }), at);
    const files = await composeManifest(result, {
      ...about,
      architecture: recipe.arch,
      sourceDateEpoch: epochSeconds,
      inputs: listInputs(tree),
      stages: job.times,
    });
    stage.summarize(`${files.length} files`);
  });
}

function listInputs({ lock }: MediumTree): ManifestInput[] {
  const ofPackages = [...lock.packages, ...lock.media].map((item): ManifestInput => {
    const { name, version, sha256, sizeBytes, arch } = item;
    return { kind: 'package', name, version, sha256, sizeBytes, architecture: arch };
  });
  const unique = new Map(ofPackages.map((item) => [`${item.name} ${item.version}`, item]));
  const { name, version, sha256 } = lock.recipe;
  const site: ManifestInput[] =
    lock.site === undefined ? [] : [{ kind: 'site', name: 'site.yaml', version: '', sha256: lock.site }];
  const rolls = lock.rolls.map(
    (roll): ManifestInput => ({ kind: 'roll', name: roll.name, version: roll.version, sha256: roll.sha256 }),
  );
  return [{ kind: 'recipe', name, version, sha256 }, ...site, ...rolls, ...unique.values()];
}

/** By which installer and boot loader find the medium. */
export function labelOf(name: string): string {
  return `CAIRN_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`.slice(0, 32);
}

function titleOf(job: BuildJob): string {
  return `Cairn ${job.recipe.name} ${job.recipe.version}`;
}

async function sumSizes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Puts a finished folder where an older one may be; for an instant neither is there, never half of one. */
async function replaceFolder(from: string, to: string, scratch: string): Promise<void> {
  const old = join(scratch, 'replaced');
  await rename(to, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}
