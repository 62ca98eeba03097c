import { join } from 'node:path';
import {
  type AptArchive,
  type Closure,
  fetchPackages,
  findPackages,
  type OsArchive,
  openAptArchive,
  openLockedArchive,
  type PackageWants,
  type ResolvedPackage,
  readRollDebs,
  resolveClosure,
} from '../../distro/mod.ts';
import { BOOT_PACKAGES, OVERLAY_PACKAGES } from '../../media/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import { fail, parseOperatingSystem } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { type BuildPlan, collectWants, planBuild } from '../mod.ts';
import type { BuildInputs } from './inputs.ts';
import type { BuildJob } from './job.ts';
import { type FoundLock, readLock } from './lock.ts';

/** Which packages in which versions, before anything is downloaded. */
export interface ChosenPackages {
  readonly archive: AptArchive;
  readonly wants: readonly PackageWants[];
  readonly closure: Closure;
  /** Packages that parts of the medium are taken from: boot loaders, the installer, programs of the overlay. */
  readonly media: readonly ResolvedPackage[];
  readonly plan: BuildPlan;
  /** With `--locked`: what the result must agree with. */
  readonly locked: FoundLock | undefined;
}

/** Resolves what all appliances need, by apt, from the signed indexes. */
export async function chooseInputs(job: BuildJob, inputs: BuildInputs): Promise<ChosenPackages> {
  const { recipe, distro, output, stages } = job;
  const { rolls, profiles, epochSeconds } = inputs;
  const os = describeArchive(job, rolls);
  const locked = job.options.locked === true ? await readLock(job) : undefined;
  const archive =
    locked === undefined
      ? await openAptArchive(distro, os, recipe.arch)
      : await openLockedArchive(distro, os, locked.lock);
  const own = await readRollDebs(distro, recipe.arch, listOwnPackages(inputs));
  const wants = profiles.map((profile) => collectWants(profile, rolls));
  const closure = await resolveClosure(distro, archive, { wants, base: [], own });
  const media = await findPackages(archive, [...BOOT_PACKAGES, ...OVERLAY_PACKAGES, installerPackage(job)]);
  const plan = planBuild({ recipe, rolls, profiles, closure, epochSeconds, output, stages });
  return { archive, wants, closure, media, plan, locked };
}

/** Downloads the distribution and what the medium is made of. @returns the file of each, by SHA-256 */
export function fetchAll(job: BuildJob, chosen: ChosenPackages): Promise<ReadonlyMap<string, string>> {
  // Many a tool of the installer is on the machines too: one file is downloaded once.
  const unique = new Map([...chosen.closure.packages, ...chosen.media].map((item) => [item.sha256, item]));
  return fetchPackages(job.distro, chosen.archive, [...unique.values()]);
}

/** Debian's installer as a package: kernel and initrd. */
export function installerPackage(job: BuildJob): string {
  return `debian-installer-${parseOperatingSystem(job.recipe.os).release}-netboot-${job.recipe.arch}`;
}

function describeArchive(job: BuildJob, rolls: readonly Roll[]): OsArchive {
  const roll = rolls.find((each) => each.kind === 'os');
  if (roll === undefined) {
    const message = `No roll of this recipe is the operating system ${job.recipe.os}`;
    return fail('RECIPE_ROLLS', message, job.recipe.placeOf('rolls'), `Add ${job.recipe.os} to its rolls`);
  }
  const { os, codename, suites, components, keyring } = roll.description as OsRoll;
  // A keyring with a "/" is a file of the roll; a bare name is one of the system's.
  const isOwn = keyring.includes('/') && !keyring.startsWith('/');
  return { id: os, codename, suites, components, keyring: isOwn ? join(roll.folder, keyring) : keyring };
}

function listOwnPackages({ rolls, built }: BuildInputs): { roll: string; files: string[] }[] {
  return rolls.map(({ name, packages }) => ({
    roll: name,
    files: [
      ...packages.map((each) => each.absolute),
      ...built.filter((each) => each.roll === name).map((each) => each.absolute),
    ],
  }));
}
