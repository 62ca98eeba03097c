import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type Closure,
  type DistroContext,
  findKeyring,
  MIRROR_MARKER,
  MIRROR_TREE,
  type MirrorMarker,
  makeSiteKey,
  type PackageArchive,
  type Repository,
  type ResolvedPackage,
  renderRecipeLock,
  signDetached,
} from '../../distro/mod.ts';
import { formatBytes, linkOrCopy, type ReportStage, writeFileAtomic } from '../../io/mod.ts';
import { readOutputFiles } from '../../media/mod.ts';
import type { OsRoll } from '../../model/files/mod.ts';
import {
  CHECKSUMS_NAME,
  countOf,
  fail,
  type GraphBundle,
  renderChecksums,
  SIGNATURE_SUFFIX,
} from '../../model/mod.ts';
import { type BuiltPackage, type ProgramFiles, packRollOnce, type Roll } from '../../rolls/mod.ts';
import { composeLock } from '../lock/compose-lock.ts';
import type { LockSigner } from '../lock/lock-signer.ts';
import { readRecipe } from '../recipe/read-recipe.ts';
import { readRolls } from '../recipe/read-rolls.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { packedRollName, renderKeptRecipe } from '../release/render-recipe.ts';
import { EXPORTER_KEY } from '../trust/open-lists.ts';
import type { OtherPackages } from './other-packages.ts';
import readme from './readme.md.ejs';

export interface MirrorInput extends OtherPackages {
  readonly recipe: Recipe;
  readonly siteText: string | undefined;
  readonly rolls: readonly Roll[];
  readonly built: readonly BuiltPackage[];
  readonly bundle: GraphBundle;
  readonly system: OsRoll;
  readonly archive: PackageArchive;
  readonly lender: PackageArchive | undefined;
  readonly closure: Closure;
  readonly repository: Repository;
  readonly files: ReadonlyMap<string, string>;
  readonly mediumPackages: readonly ResolvedPackage[];
  readonly borrowedPackages: readonly ResolvedPackage[];
  readonly epochSeconds: number;
  readonly signer: LockSigner;
  readonly distro: DistroContext;
  readonly program: Pick<ProgramFiles, 'engine' | 'initrd'>;
  readonly result: string;
}

/** Name of the package that holds this program. */
const PROGRAM_PACKAGE = 'cairn';

/** Writes all that a build of the recipe needs: packages with their signed lists, rolls, keys, lock; and signs the sums of it. */
export async function writeMirror(
  input: MirrorInput,
  { report }: { readonly report: ReportStage },
): Promise<void> {
  const { recipe, result, epochSeconds } = input;
  const write = (path: string, text: string | Uint8Array): Promise<void> =>
    writeFileAtomic(join(result, path), text, { mtimeSeconds: epochSeconds });
  await report(async (stage) => {
    const packages = await layPool(input);
    for (const archive of [input.archive, input.lender])
      if (archive !== undefined) await layIndexes(archive, join(result, MIRROR_TREE));
    const keyring = await findKeyring(input.system.keyring).catch(() => undefined);
    if (keyring !== undefined) await copyInto(keyring, join(result, 'keyrings'));
    await writeSource(input, write);
    const program = input.built.filter(({ fileName }) => fileName.startsWith(`${PROGRAM_PACKAGE}_`));
    for (const item of program) await copyInto(item.absolute, join(result, 'program'));
    const { name, version, os, arch } = recipe;
    const marker: MirrorMarker = { format: 1, recipe: { name, version }, os, arch };
    await write(MIRROR_MARKER, `${JSON.stringify(marker)}\n`);
    await write(
      'README.md',
      readme({
        ...{ name, version, os, arch, siteText: input.siteText },
        program: program.map(({ fileName }) => fileName),
        keyring: keyring === undefined ? undefined : basename(keyring),
        impossible: input.impossible.map((item) => item.name),
      }),
    );
    await signSums(input, packages, write);
    const sizeBytes = [...packages.values()].reduce((sum, item) => sum + item.sizeBytes, 0);
    stage.summarize(`${countOf(packages.size, 'package')}, ${formatBytes(sizeBytes)}`);
  });
}

/** Links or copies every package to the place that the signed lists name. @returns by path in the result */
async function layPool(input: MirrorInput): Promise<ReadonlyMap<string, ResolvedPackage>> {
  const { closure, mediumPackages, borrowedPackages, others, otherFiles, files, result } = input;
  const laid = new Map<string, ResolvedPackage>();
  for (const item of [...closure.packages, ...mediumPackages, ...borrowedPackages, ...others]) {
    // What rolls bring themselves is in their archives
    if (item.roll !== undefined) continue;
    const path = join(MIRROR_TREE, item.path);
    if (laid.has(path)) continue;
    laid.set(path, item);
    await linkOrCopy((files.get(item.sha256) ?? otherFiles.get(item.sha256))!, join(result, path));
  }
  return laid;
}

async function layIndexes(archive: PackageArchive, mirror: string): Promise<void> {
  if (archive.layIndexes !== undefined) return archive.layIndexes(mirror);
  const message = `The packages of ${archive.os.id} do not come from a mirror: there are no signed lists of it`;
  return fail('MIRROR_MISSING', message, undefined, 'Name a mirror: --mirror, CAIRN_MIRROR');
}

async function copyInto(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(file, join(folder, basename(file)));
}

/** Recipe, rolls and lock, so that a build of what lies there is held to what was exported. */
async function writeSource(
  input: MirrorInput,
  write: (path: string, text: string) => Promise<void>,
): Promise<void> {
  const { recipe, rolls, built, bundle, epochSeconds, siteText, distro, result } = input;
  const source = join(result, 'source');
  await mkdir(source);
  await write('source/recipe.yaml', renderKeptRecipe({ recipe, rolls, epochSeconds, bundle }));
  if (siteText !== undefined) await write('source/site.yaml', siteText);
  for (const roll of rolls) {
    const own = built.filter((each) => each.roll === roll.name);
    const archive = await packRollOnce(distro, roll, { epochSeconds, built: own });
    await linkOrCopy(archive, join(source, 'rolls', packedRollName(roll)));
  }
  const kept = await readRecipe(join(source, 'recipe.yaml'));
  const packed = await readRolls(kept, { cacheDir: distro.cacheDir, judge: async () => [] });
  // Whoever builds from it signs with a key of their own
  const { key: _key, ...lock } = await composeLock({
    ...input,
    locked: undefined,
    bootKey: undefined,
    recipe: kept,
    rolls: packed,
  });
  await write('source/recipe.lock', renderRecipeLock(lock));
}

/** What a stick or a disc does to it shows by the sums; who exported it by the signature. */
async function signSums(
  { distro, epochSeconds, result }: MirrorInput,
  packages: ReadonlyMap<string, ResolvedPackage>,
  write: (path: string, text: string | Uint8Array) => Promise<void>,
): Promise<void> {
  await write(EXPORTER_KEY, (await makeSiteKey(distro)).publicKey);
  const sums = renderChecksums(await readOutputFiles(result, async (path) => packages.get(path)));
  await write(CHECKSUMS_NAME, sums);
  await write(`${CHECKSUMS_NAME}${SIGNATURE_SUFFIX}`, await signDetached(distro, sums, epochSeconds));
}
