import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildResult } from '../../build/build-output.ts';
import { composeRelease, planReleaseStages, type ReleaseRequest } from '../../build/compose-release.ts';
import type { RecipeChange } from '../../build/recipe/change-recipe.ts';
import { openRelease, type ReleaseTree } from '../../build/release/release-tree.ts';
import { type Added, addRelease } from '../../frontend/releases/add-release.ts';
import { findRelease } from '../../frontend/releases/release-store.ts';
import { CONFIG_PATH, readFrontendConfig } from '../../frontend/service/shared/config.ts';
import { exists, systemClock } from '../../io/mod.ts';
import { countOf, RELEASE_BOOT_FOLDER, RELEASE_IN_USE } from '../../model/mod.ts';
import { openProgress } from '../build/progress.ts';
import { withState } from '../frontend/with-state.ts';
import { printLine, printProblems } from '../terminal/report.ts';
import { adviseDelta } from './advise-delta.ts';
import { changeServed } from './change-served.ts';
import { openFrontendSurroundings } from './surroundings.ts';

/** Rolls of the site itself: part of every release that is made here. */
const SITE_ROLLS = 'site-rolls';

/** A release that is about to be made. */
export interface ReleaseMaking {
  readonly base: ReleaseTree;
  readonly change: RecipeChange;
  /** Makes it, or says only what it would be made of. */
  readonly compose: (wish: {
    readonly fromMirror: boolean;
    readonly dryRun: boolean;
  }) => Promise<BuildResult>;
}

/**
 * Makes a release that follows another one of this frontend, and takes it in. Nothing of it is seen before it is whole.
 *
 * @param follows name of the release that it follows; the one in use where none is named
 * @param work composes it; undefined: nothing is made after all
 */
export async function makeRelease(
  follows: string | undefined,
  change: RecipeChange,
  work: (making: ReleaseMaking) => Promise<BuildResult | undefined> = composeHere,
): Promise<void> {
  const { arch } = await readFrontendConfig(process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH);
  const added = await changeServed(async (served, beside): Promise<Added | undefined> => {
    const { folder } = await findRelease(served, follows ?? RELEASE_IN_USE);
    const base = await openRelease(folder, 'own');
    const whole = { ...change, add: [...(await listSiteRolls(served, change)), ...(change.add ?? [])] };
    const compose: ReleaseMaking['compose'] = (wish) =>
      composeShown({ base, change: whole, ...wish, outputDir: join(beside, 'made') });
    const result = await adviseDelta(folder, whole, () => work({ base, change: whole, compose }));
    if (result?.made === undefined) return undefined;
    printProblems(result.warnings);
    return addRelease(served, ownSource(result.made.folder), arch, beside);
  });
  if (added !== undefined) await tellAdded(added);
}

/** Composes a release, with its progress for as long as that takes: whoever is asked something sees the question alone. */
async function composeShown(request: ReleaseRequest): Promise<BuildResult> {
  const { progress, close } = await openProgress(false, await planReleaseStages(request), systemClock);
  try {
    return await composeRelease(request, await openFrontendSurroundings(progress));
  } finally {
    await close();
  }
}

function composeHere({ compose }: ReleaseMaking): Promise<BuildResult> {
  return compose({ fromMirror: false, dryRun: false });
}

/** Folders below the site's own, but for those that are to go. */
async function listSiteRolls(served: string, { remove = [] }: RecipeChange): Promise<string[]> {
  const folder = join(served, SITE_ROLLS);
  const names = (await exists(folder)) ? await readdir(folder, { withFileTypes: true }) : [];
  return names
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !remove.includes(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}

function ownSource(folder: string) {
  const boot = `${RELEASE_BOOT_FOLDER}/`;
  const pathOf = (path: string): string =>
    path.startsWith(boot) ? join(folder, path) : join(folder, 'cairn', path);
  return { name: folder, pathOf, isScratch: true, made: folder };
}

async function tellAdded({ release, wasThere, fresh }: Added): Promise<void> {
  const of = `${release.identity.name} ${release.identity.version}`;
  const title = `${release.id} (${of})`;
  if (wasThere) return printLine(`${title} is here already: nothing is different`);
  await withState((state) => state.recordChange({ object: `release ${release.id}`, after: { of } }));
  printLine(`${title}: ${countOf(fresh, 'new file')}`);
  printLine(`Hosts get it with: cairn release use ${release.id} [--appliance A|--rack N|--host SELECTION]`);
}
