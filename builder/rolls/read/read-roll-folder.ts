import { basename, join, resolve } from 'node:path';
import { readText } from '../../io/mod.ts';
import { isOsRoll, parseRollFile, type RollDescription } from '../../model/files/mod.ts';
import { BuildError, errorProblem, type Problem, type RollSource } from '../../model/mod.ts';
import { digestTree, type HashedFile, hashTree, isManifestPath, ROLL_MANIFEST_NAME } from '../digest-tree.ts';
import { surveyTree } from '../list-tree.ts';
import { compareManifest, parseRollManifest } from '../pack/manifest.ts';
import type { Roll, RollPackage, TreeFile } from '../roll.ts';
import { checkImportedName } from './check-imported-name.ts';
import { readEngineTexts } from './read-texts.ts';
import { readWords } from './read-words.ts';
import { describeImportedSource, describeOsSource, describeSource } from './roll-source.ts';
import { parseVersionMk } from './version-mk.ts';

const MAX_NAMED = 20;

/**
 * Reads a roll from its folder. A folder without roll.yaml is a Rocks roll's source tree and is read leniently.
 *
 * @param origin what to call it in messages and locks; the folder as given, or the archive it came from
 * @throws {BuildError} with every problem of roll.yaml and of the tree
 */
export async function readRollFolder(folder: string, origin: string = folder): Promise<Roll> {
  const tree = await surveyTree(folder);
  const isDescribed = tree.files.some(({ path }) => path === 'roll.yaml');
  if (isDescribed && tree.problems.length > 0) throw new BuildError(tree.problems);
  const files = await hashTree(tree.files);
  await refuseChanged(folder, origin, files);
  if (isDescribed) return readDescribed(folder, origin, files);
  if (!files.some(({ path }) => /^(?:nodes\/|graphs\/|version\.mk$)/.test(path))) {
    throw new BuildError(
      errorProblem(
        'ROLL_STRUCTURE',
        'This is no roll: it has neither roll.yaml nor nodes/ nor graphs/',
        { file: origin },
        'See rolls/README.md, or make one: cairn roll create NAME',
      ),
    );
  }
  return readImported(folder, origin, files, tree.problems);
}

/** An archive with a manifest holds what its manifest says; a folder may have been worked on since. */
async function refuseChanged(folder: string, origin: string, files: readonly HashedFile[]): Promise<void> {
  const file = files.find(({ path }) => path === ROLL_MANIFEST_NAME);
  if (folder === origin || file === undefined) return;
  const manifest = parseRollManifest(await readText(file.absolute));
  const wrong =
    manifest === undefined
      ? [`Cannot read ${ROLL_MANIFEST_NAME}`]
      : compareManifest(
          manifest,
          files.filter(({ path }) => !isManifestPath(path)),
        );
  if (wrong.length === 0) return;
  const hint = 'The archive was changed after it was packed: get it anew, or pack it again (cairn roll pack)';
  const named = wrong.slice(0, MAX_NAMED);
  throw new BuildError(named.map((what) => errorProblem('ROLL_SIGNATURE', what, { file: origin }, hint)));
}

async function readDescribed(folder: string, origin: string, files: readonly HashedFile[]): Promise<Roll> {
  const file = join(origin, 'roll.yaml');
  const parsed = parseRollFile(await readText(join(folder, 'roll.yaml')), file);
  const description = parsed.value;
  if (description === undefined) throw new BuildError(parsed.problems);
  const texts = await readEngineTexts(files, description.name, false);
  if (texts.problems.length > 0) throw new BuildError(texts.problems);
  const source = isOsRoll(description)
    ? describeOsSource(description, await readWords(files, origin))
    : describeSource(description, texts.files);
  if (isOsRoll(description) && texts.files.length > 0) {
    const place = parsed.placeOf('os');
    const hint = `Put nodes and graphs in a roll of their own, or write os: [${description.os}]`;
    throw new BuildError(errorProblem('ROLL_STRUCTURE', 'An OS roll has packages only', place, hint));
  }
  return assemble(folder, origin, files, description, source, []);
}

/** The sources of a Rocks roll may hold links that only its own build can follow: they are left out. */
async function readImported(
  folder: string,
  origin: string,
  files: readonly HashedFile[],
  oddities: readonly Problem[],
): Promise<Roll> {
  const mk = files.find((file) => file.path === 'version.mk');
  const version = parseVersionMk(mk === undefined ? '' : await readText(mk.absolute));
  const name = version.name ?? shownName(folder, origin);
  const texts = await readEngineTexts(files, name, true);
  const source = describeImportedSource(shownName(folder, origin), version, texts.files);
  const wrong = checkImportedName(source.name, source.version ?? '0', version, origin);
  if (wrong.length > 0) throw new BuildError(wrong);
  const leftOut = oddities.map((oddity): Problem => ({ ...oddity, severity: 'warning' }));
  return assemble(folder, origin, files, undefined, source, [...leftOut, ...texts.problems]);
}

/** A Rocks roll that does not say its name is called after its folder; out of an archive, after the archive. */
function shownName(folder: string, origin: string): string {
  return folder === origin
    ? basename(resolve(folder))
    : basename(origin).replace(/(?:\.tar)?\.[a-z0-9]+$/i, '');
}

async function assemble(
  folder: string,
  origin: string,
  files: readonly HashedFile[],
  description: RollDescription | undefined,
  source: RollSource,
  warnings: readonly Problem[],
): Promise<Roll> {
  const configuration = description === undefined ? 'imported' : 'configuration';
  return {
    name: source.name,
    version: source.version ?? '0',
    origin,
    folder,
    kind: description !== undefined && isOsRoll(description) ? 'os' : configuration,
    description,
    source,
    packages: files
      .filter(isOwnPackage)
      .map(({ path, absolute, sizeBytes, sha256 }): RollPackage => ({ path, absolute, sizeBytes, sha256 })),
    packageTrees: listPackageTrees(files),
    digest: digestTree(files),
    warnings,
  };
}

/** `packages/*.deb`, also in one folder for each architecture. */
function isOwnPackage({ path }: TreeFile): boolean {
  return /^packages\/(?:[a-z0-9_]+\/)?[^/]+\.deb$/.test(path);
}

/** Folders of `packages/` that describe a package to be built. */
function listPackageTrees(files: readonly TreeFile[]): string[] {
  const names = files.map(
    ({ path }) => /^packages\/([^/]+)\/(?:DEBIAN\/control|package\.yaml)$/.exec(path)?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}
