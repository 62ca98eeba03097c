import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, hashFile, linkOrCopy, mapLimited, readText, writeFileAtomic } from '../../io/mod.ts';
import { DELTA_IDENTITY, parseJsonDocument } from '../../model/documents/mod.ts';
import {
  BuildError,
  CHECKSUMS_NAME,
  countOf,
  DELTA_NAME,
  type DeltaIdentity,
  errorProblem,
  fail,
  type Problem,
  parseReleaseList,
  RELEASE_LIST,
  type ReleaseFile,
} from '../../model/mod.ts';
import { checkReleaseSignature, type ReleaseTrust } from '../release/release-tree.ts';
import { renderBootSums, renderServedSums } from '../release/seal-release.ts';

export interface DeltaToComplete {
  /** The unpacked delta. */
  readonly delta: string;
  readonly trust: ReleaseTrust;
  /**
   * Where a content is that some release here has, by its SHA-256; what comes from here is hashed again. Undefined where
   * none has it.
   */
  readonly findContent: (sha256: string) => Promise<string | undefined>;
  /** New folder, on the file system of the releases: it becomes `cairn/` of the release, with `install/` in it. */
  readonly out: string;
}

/** So many missing files are named. */
const MOST_NAMED = 10;

/** Reads what a delta says of itself; undefined for a folder that is none. */
export async function readDelta(folder: string): Promise<DeltaIdentity | undefined> {
  const file = join(folder, DELTA_NAME);
  if (!(await exists(file))) return undefined;
  return parseJsonDocument(DELTA_IDENTITY, await readText(file), file);
}

/**
 * Makes a whole release of a delta and what is here: the list must be signed by a key that is trusted, and every file must
 * be as the list says, wherever it came from.
 *
 * @returns digest of the new release's lock
 * @throws {BuildError} RELEASE_UNTRUSTED, RELEASE_DAMAGED; RELEASE_MISSING when the release that it builds upon is not here
 */
export async function completeDelta({ delta, trust, findContent, out }: DeltaToComplete): Promise<string> {
  const identity =
    (await readDelta(delta)) ?? fail('RELEASE_MISSING', 'No delta of a release is here', { file: delta });
  const listFile = join(delta, 'cairn', RELEASE_LIST);
  const text = await readText(listFile);
  await checkReleaseSignature(text, listFile, trust.keyrings);
  const { id, files } = parseReleaseList(text, listFile);
  if (id !== identity.to)
    fail('RELEASE_DAMAGED', 'The delta is for another release than its list', { file: listFile });
  const brought = new Map(files.map((file) => [file.sha256, join(delta, file.path)]));
  const placeOf = async ({ sha256 }: ReleaseFile): Promise<string | undefined> => {
    const inside = brought.get(sha256)!;
    return (await exists(inside)) ? inside : findContent(sha256);
  };
  const places = await mapLimited(files, 8, async (file) => ({ file, place: await placeOf(file) }));
  const missing = places.filter(({ place }) => place === undefined).map(({ file }) => file.path);
  if (missing.length > 0) throw incomplete(identity, missing);
  const wrong = await mapLimited(places, 4, async ({ file, place }) =>
    (await hashFile(place!)).sha256 === file.sha256 ? [] : [damaged(place!)],
  );
  if (wrong.flat().length > 0) throw new BuildError(wrong.flat());
  await mkdir(out, { recursive: true });
  await mapLimited(places, 8, ({ file, place }) => linkOrCopy(place!, join(out, inRelease(file.path))));
  const signature = await readText(`${listFile}.asc`);
  await writeFileAtomic(join(out, RELEASE_LIST), text);
  await writeFileAtomic(join(out, `${RELEASE_LIST}.asc`), signature);
  await writeFileAtomic(join(out, 'install', CHECKSUMS_NAME), renderBootSums(files));
  await writeFileAtomic(join(out, CHECKSUMS_NAME), renderServedSums(files, text, signature));
  return id;
}

function damaged(file: string): Problem {
  return errorProblem('RELEASE_DAMAGED', 'Not the file that its release names', { file });
}

/** On a frontend what is served lies at a release's top. */
function inRelease(path: string): string {
  return path.startsWith('cairn/') ? path.slice('cairn/'.length) : path;
}

function incomplete({ from }: DeltaIdentity, missing: readonly string[]): BuildError {
  const shown = missing.slice(0, MOST_NAMED).join(', ');
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : '';
  return new BuildError(
    errorProblem(
      'RELEASE_MISSING',
      `The delta builds upon release ${from.slice(0, 12)}, which is not here: ${countOf(missing.length, 'file')} missing`,
      undefined,
      `Import that release first, or a medium of the new one. Missing: ${shown}${more}`,
    ),
  );
}
