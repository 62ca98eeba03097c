import { join } from 'node:path';
import type { RecipeLock } from '../../distro/mod.ts';
import { formatBytes, linkOrCopy, type ReportStage, readText, writeFileAtomic } from '../../io/mod.ts';
import {
  CHECKSUMS_NAME,
  countOf,
  fail,
  parseReleaseList,
  RELEASE_LIST,
  UNLISTED_FILES,
} from '../../model/mod.ts';
import type { KnownRelease } from '../delta/known-files.ts';
import { labelDisc, nameOutput } from '../output/name-medium.ts';
import { type ImageRoom, writeImage } from '../output/write-image.ts';
import { type BootParts, installFiles } from '../parts/boot-parts.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { renderBootSums } from '../release/seal-release.ts';
import { writeDisc } from './spread-medium.ts';

export interface RollDiscInput extends ImageRoom {
  readonly lock: RecipeLock;
  readonly known: KnownRelease | undefined;
  readonly boot: BootParts;
  readonly overlay: string;
  readonly mediumFolder: string;
  readonly work: string;
}

/**
 * Writes a disc with what a release has and an older one has not, at its paths: laid over the older one's medium it is the new
 * one, whole.
 *
 * @throws {BuildError} LOCK_STALE: the older one is not known well enough, or is of another Cairn
 */
export async function writeRollDisc(
  input: RollDiscInput,
  { report }: { readonly report: ReportStage },
): Promise<void> {
  const { recipe, lock, boot, overlay, epochSeconds, mediumFolder, work } = input;
  const known = input.known ?? fail('INTERNAL', 'A disc without a release that it is for');
  const older = knownFiles(known, lock);
  await report(async (stage) => {
    const folder = join(work, 'disc');
    const brought = nameRolls(recipe, lock, known);
    const list = await readText(join(mediumFolder, RELEASE_LIST));
    const { id, files } = parseReleaseList(list, RELEASE_LIST);
    const fresh = files.filter(({ path, sha256 }) => older.get(path) !== sha256);
    const install = installFiles(boot, overlay);
    for (const { path } of fresh) {
      const [top, ...rest] = path.split('/');
      const inside = rest.join('/');
      await linkOrCopy(top === 'cairn' ? join(mediumFolder, inside) : install[inside]!, join(folder, path));
    }
    for (const name of UNLISTED_FILES)
      await linkOrCopy(join(mediumFolder, name), join(folder, 'cairn', name));
    await writeFileAtomic(join(folder, 'install', CHECKSUMS_NAME), renderBootSums(files), {
      mtimeSeconds: epochSeconds,
    });
    await writeDisc(
      folder,
      { format: 1, name: brought, id, over: known.id, number: 1, count: 1 },
      epochSeconds,
    );
    const trees = [{ at: '/', from: folder }];
    const image = {
      name: `${nameOutput(recipe)}.iso`,
      title: `disc with ${brought}`,
      trees,
      label: labelDisc(id),
    };
    const sizeBytes = await writeImage(input, image);
    stage.summarize(`${countOf(fresh.length, 'file')}, ${formatBytes(sizeBytes)}`);
  });
}

function knownFiles({ files, engine }: KnownRelease, lock: RecipeLock): ReadonlyMap<string, string> {
  if (files === undefined) {
    const hint = 'Leave the lock beside its image, or take the one of a release of a frontend';
    return fail('LOCK_STALE', 'The lock alone does not say what its medium holds', undefined, hint);
  }
  if (engine === lock.engine) return files;
  const message = 'The medium that the disc is for has the installer of another Cairn';
  return fail('LOCK_STALE', message, undefined, 'Build that medium anew, or the disc with its Cairn');
}

/** What it brings, for people: rolls that are new or of another version; else the recipe. */
function nameRolls({ name, version }: Recipe, lock: RecipeLock, known: KnownRelease): string {
  const had = new Set(known.rolls.map((roll) => `${roll.name} ${roll.sha256}`));
  const brought = lock.rolls.filter((roll) => !had.has(`${roll.name} ${roll.sha256}`));
  const names = brought.map((roll) => `${roll.name} ${roll.version}`);
  return names.length === 0 ? `${name} ${version}` : names.join(', ');
}
