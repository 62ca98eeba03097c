import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Closure, poolPath } from '../../distro/mod.ts';
import { linkOrCopy, writeFileAtomic } from '../../io/mod.ts';
import { parseMediaSize } from '../../model/files/mod.ts';
import { BuildError, DISC_FILE, type DiscIdentity } from '../../model/mod.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { type DiscItem, planDiscs } from './plan-discs.ts';

export interface MediumToSpread {
  readonly recipe: Recipe;
  /** Digest of the lock. */
  readonly id: string;
  readonly closure: Closure;
  /** What becomes `cairn/`. */
  readonly mediumFolder: string;
  readonly bootBytes: number;
  readonly epochSeconds: number;
  readonly work: string;
}

/** The appliance whose first start the first disc must be enough for. */
const FRONTEND = 'frontend';
const POOL = 'distribution/pool/';
/** Of what other media are made: no machine needs it. */
const PARTS = 'parts/';

/**
 * Lays what does not fit on one medium as the trees of several.
 *
 * @returns their folders, with `cairn/` in them; undefined where one medium is enough, or as large as it likes
 * @throws {BuildError} MEDIA_SIZE
 */
export async function spreadMedium(input: MediumToSpread): Promise<readonly string[] | undefined> {
  const { recipe, id, closure, mediumFolder, bootBytes, epochSeconds, work } = input;
  const sizeBytes = recipe.media.size === undefined ? undefined : parseMediaSize(recipe.media.size);
  if (sizeBytes === undefined) return undefined;
  const items = await listItems(mediumFolder, closure);
  const plan = planDiscs(items, { sizeBytes, bootBytes }, recipe.placeOf('media', 'size'));
  if (!plan.ok) throw new BuildError(plan.problem);
  const count = plan.discs.length;
  if (count === 1) return undefined;
  const folders: string[] = [];
  for (const [index, paths] of plan.discs.entries()) {
    const number = index + 1;
    const folder = join(work, 'discs', String(number));
    const name = `${recipe.name} ${recipe.version}, disc ${number} of ${count}`;
    for (const path of paths) await linkOrCopy(join(mediumFolder, path), join(folder, 'cairn', path));
    await writeDisc(folder, { format: 1, name, id, number, count }, epochSeconds);
    folders.push(folder);
  }
  return folders;
}

/** Says what a disc is. */
export function writeDisc(folder: string, disc: DiscIdentity, epochSeconds: number): Promise<void> {
  return writeFileAtomic(join(folder, DISC_FILE), `${JSON.stringify(disc)}\n`, {
    mtimeSeconds: epochSeconds,
  });
}

async function listItems(folder: string, { packages, base, byAppliance }: Closure): Promise<DiscItem[]> {
  const names = new Set([...base, ...(byAppliance[FRONTEND] ?? [])]);
  const needed = new Set(
    packages.filter(({ name }) => names.has(name)).map((item) => `distribution/${poolPath(item)}`),
  );
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      path,
      sizeBytes: (await stat(join(folder, path))).size,
      isFirst: needed.has(path) || !(path.startsWith(POOL) || path.startsWith(PARTS)),
    })),
  );
}
