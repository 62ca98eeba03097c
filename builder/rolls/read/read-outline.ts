import { basename, join, resolve } from 'node:path';
import { exists, readText } from '../../io/mod.ts';
import { type ConfigurationRoll, isOsRoll, parseRollFile } from '../../model/files/mod.ts';
import {
  BuildError,
  describeCircle,
  errorProblem,
  listReferences,
  orderReferences,
  type Place,
  type Problem,
} from '../../model/mod.ts';
import { surveyTree, type TreeListing } from '../list-tree.ts';
import type { RollOutline, TreeFile } from '../roll.ts';
import { checkStacki, findTemplates, warnOfTemplates } from './check-foreign.ts';
import { checkImportedName } from './check-imported-name.ts';
import { layRelease, RELEASE_FILES } from './lay-release.ts';
import { readEngineTexts } from './read-texts.ts';
import { readWords } from './read-words.ts';
import { describeImportedSource, describeOsSource, describeSource } from './roll-source.ts';
import { parseVersionMk } from './version-mk.ts';

/** What the engine looks at in the source tree of a Rocks roll, which holds the sources of all its programs too. */
const IMPORTED_PATHS: readonly string[] = [
  'graphs',
  'include',
  'include-version',
  'nodes',
  'version.mk',
  ...RELEASE_FILES,
];

/**
 * Reads of a folder what the engine looks at, and nothing else.
 *
 * @throws {BuildError} with every problem of roll.yaml and of the files that are read
 */
export async function readFolderOutline(folder: string): Promise<RollOutline> {
  const isDescribed = await exists(join(folder, 'roll.yaml'));
  return readOutline(folder, folder, await surveyTree(folder, isDescribed ? {} : { only: IMPORTED_PATHS }));
}

/**
 * The outline of a roll of which the files are listed. A folder without roll.yaml is a Rocks roll's source tree and is
 * read leniently.
 *
 * @param origin what to call it in messages; the folder as given, or the archive it came from
 */
export async function readOutline(folder: string, origin: string, tree: TreeListing): Promise<RollOutline> {
  const { files, problems } = tree;
  if (files.some(({ path }) => path === 'roll.yaml')) {
    if (problems.length > 0) throw new BuildError(problems);
    return readDescribed(folder, origin, files);
  }
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
  return readImported(folder, origin, files, problems);
}

async function readDescribed(
  folder: string,
  origin: string,
  files: readonly TreeFile[],
): Promise<RollOutline> {
  const file = join(origin, 'roll.yaml');
  const parsed = parseRollFile(await readText(join(folder, 'roll.yaml')), file);
  const description = parsed.value;
  if (description === undefined) throw new BuildError(parsed.problems);
  const texts = await readEngineTexts(files, description.name, false);
  if (texts.problems.length > 0) throw new BuildError(texts.problems);
  const isOs = isOsRoll(description);
  if (!isOs) checkOwnDefaults(description, parsed.placeOf);
  if (isOs && texts.files.length > 0) {
    const place = parsed.placeOf('os');
    const hint = `Put nodes and graphs in a roll of their own, or write os: [${description.os}]`;
    throw new BuildError(errorProblem('ROLL_STRUCTURE', 'An OS roll has packages only', place, hint));
  }
  return {
    name: description.name,
    version: description.version,
    origin,
    folder,
    kind: isOs ? 'os' : 'configuration',
    description,
    source: isOs
      ? describeOsSource(description, await readWords(files, origin))
      : describeSource(description, texts.files),
    warnings: [],
  };
}

/** A circle within one roll is told at its line. @throws {BuildError} ATTRIBUTE_CYCLE */
function checkOwnDefaults(
  { attributes }: ConfigurationRoll,
  placeOf: (...path: readonly string[]) => Place,
): void {
  const references = (name: string): readonly string[] => listReferences(attributes[name]?.default ?? '');
  const { circle } = orderReferences(Object.keys(attributes), references);
  if (circle !== undefined)
    throw new BuildError(describeCircle(circle, placeOf('attributes', circle[0]!, 'default')));
}

/** The sources of a Rocks roll may hold links that only its own build can follow: they are left out. */
async function readImported(
  folder: string,
  origin: string,
  files: readonly TreeFile[],
  oddities: readonly Problem[],
): Promise<RollOutline> {
  const mk = files.find((file) => file.path === 'version.mk');
  const version = parseVersionMk(mk === undefined ? '' : await readText(mk.absolute));
  const name = version.name ?? shownName(folder, origin);
  const wrong = checkImportedName(name, version.version ?? '0', version, origin);
  if (wrong.length > 0) throw new BuildError(wrong);
  const layered = await layRelease(files, version, name);
  const texts = await readEngineTexts(layered.files, name, true);
  const foreign = checkStacki(texts.files, name, origin);
  if (foreign.length > 0) throw new BuildError(foreign);
  const templates = findTemplates(layered.files);
  const nodes = templates.flatMap(({ node }) => node ?? []);
  const source = describeImportedSource(name, version, texts.files, nodes);
  const leftOut = oddities.map((oddity): Problem => ({ ...oddity, severity: 'warning' }));
  return {
    name,
    version: version.version ?? '0',
    origin,
    folder,
    kind: 'imported',
    description: undefined,
    source,
    warnings: [...leftOut, ...layered.problems, ...texts.problems, ...warnOfTemplates(templates, name)],
  };
}

/** A Rocks roll that does not say its name is called after its folder; out of an archive, after the archive. */
function shownName(folder: string, origin: string): string {
  return folder === origin
    ? basename(resolve(folder))
    : basename(origin).replace(/(?:\.tar)?\.[a-z0-9]+$/i, '');
}
