import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  composeBase,
  composeRepository,
  fetchPackages,
  findPackages,
  planBase,
  proveRepository,
  type RecipeLock,
  type ResolvedPackage,
} from '../../distro/mod.ts';
import { runStage, writeFileAtomic } from '../../io/mod.ts';
import {
  type BootFiles,
  CHECKSUMS_NAME,
  findBootFiles,
  readDebianInitrd,
  readOutputFiles,
  renderChecksums,
} from '../../media/mod.ts';
import { parseOperatingSystem } from '../../model/mod.ts';
import { packRoll } from '../../rolls/mod.ts';
import type { BuildInputs } from './inputs.ts';
import type { BuildJob } from './job.ts';
import { composeLock, digestLock } from './lock.ts';
import { type ChosenPackages, fetchAll } from './packages.ts';
import { unpackTrees } from './trees.ts';

/** What boots, out of Debian's own packages. */
export interface BootParts {
  readonly files: BootFiles;
  /** Unpacked packages by name. */
  readonly trees: ReadonlyMap<string, string>;
  /** The unpacked package of the installer's kernel. */
  readonly kernelTree: string;
  /** With the kernel's own package, which is known only now. */
  readonly media: readonly ResolvedPackage[];
}

/** A tree that the medium carries and a frontend serves: see builder/boot/README.md. */
export interface MediumTree {
  readonly folder: string;
  readonly lock: RecipeLock;
  readonly medium: string;
  readonly graph: string;
}

/** Downloads everything and finds the parts that boot. */
export async function fetchParts(
  job: BuildJob,
  chosen: ChosenPackages,
): Promise<{ readonly files: ReadonlyMap<string, string>; readonly boot: BootParts }> {
  const { distro } = job;
  const files = new Map(await fetchAll(job, chosen));
  const trees = await unpackTrees(distro, chosen.media, files);
  const bootFiles = await findBootFiles(trees);
  const { kernelRelease } = await readDebianInitrd(bootFiles.initrd);
  // Modules for the overlay come from the very kernel that the installer boots.
  const name = `linux-image-${kernelRelease}`;
  const known = chosen.closure.packages.find((item) => item.name === name);
  const [kernel] = known === undefined ? await findPackages(chosen.archive, [name]) : [known];
  if (known === undefined)
    for (const entry of await fetchPackages(distro, chosen.archive, [kernel!])) files.set(...entry);
  const kernelTree = (await unpackTrees(distro, [kernel!], files)).get(name)!;
  return { files, boot: { files: bootFiles, trees, kernelTree, media: [...chosen.media, kernel!] } };
}

/** Composes `cairn/` of the medium: distribution, base system, rolls, graph. */
export async function composeMediumTree(
  job: BuildJob,
  inputs: BuildInputs,
  chosen: ChosenPackages,
  files: ReadonlyMap<string, string>,
  boot: BootParts,
): Promise<MediumTree> {
  const { recipe, distro } = job;
  const { epochSeconds } = inputs;
  const folder = join(job.work, 'cairn');
  await mkdir(folder);
  const { codename } = chosen.archive.os;
  const repository = await composeRepository(distro, {
    packages: chosen.closure.packages,
    files,
    codename,
    version: parseOperatingSystem(recipe.os).release,
    arch: recipe.arch,
    label: `${recipe.name} ${recipe.version}`,
    epochSeconds,
    dir: join(folder, 'distribution'),
  });
  const lock = await composeLock(job, inputs, chosen, boot.media, repository);
  await proveRepository(distro, repository, chosen.closure, chosen.wants);
  const base = planBase(chosen.closure);
  await composeBase(distro, {
    repository,
    ...base,
    epochSeconds,
    file: join(folder, 'base.tar.zst'),
  });
  const medium = `${JSON.stringify({ name: recipe.name, version: recipe.version, id: digestLock(lock), suite: codename })}\n`;
  const graph = `${JSON.stringify(inputs.bundle)}\n`;
  await writeFileAtomic(join(folder, 'medium.json'), medium, { mtimeSeconds: epochSeconds });
  await writeFileAtomic(join(folder, 'graph.json'), graph, { mtimeSeconds: epochSeconds });
  await packRolls(job, inputs, join(folder, 'rolls'));
  // Who copies the tree from a server cannot list its folders
  const sums = renderChecksums(await readOutputFiles(folder));
  await writeFileAtomic(join(folder, CHECKSUMS_NAME), sums, { mtimeSeconds: epochSeconds });
  return { folder, lock, medium, graph };
}

async function packRolls(
  job: BuildJob,
  { rolls, built, epochSeconds }: BuildInputs,
  folder: string,
): Promise<void> {
  await runStage(job.distro, 'pack', 'Pack the rolls', async () => {
    for (const roll of rolls) {
      const output = join(folder, `${roll.name}-${roll.version}.tar`);
      await packRoll(roll, { output, epochSeconds, built: built.filter((each) => each.roll === roll.name) });
    }
  });
}
