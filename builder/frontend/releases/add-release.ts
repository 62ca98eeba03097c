import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  copyOut,
  exists,
  hashFile,
  linkOrCopy,
  readText,
  run,
  sha256,
  writeFileAtomic,
} from '../../io/mod.ts';
import { GRAPH_BUNDLE, MEDIUM_IDENTITY, parseJsonDocument } from '../../model/documents/mod.ts';
import {
  BuildError,
  CHECKSUMS_NAME,
  errorProblem,
  fail,
  type MediumIdentity,
  nameRelease,
  type Problem,
  RELEASE_LIST,
  replaceChecksum,
} from '../../model/mod.ts';
import { placeGraph, readPlace } from './place-answers.ts';
import { collectFiles, indexContent } from './release-files.ts';
import { listReleases, openRelease, RELEASE_LISTS, type Release, releasesFolderOf } from './release-store.ts';
import { type LaidRelease, takeOwnRelease } from './take-own.ts';
import { checkChain, refuse } from './verify-release.ts';

/** Files that a release is made of: all of one, or the lists and what is new in it. */
export interface ReleaseSource {
  /** For people. */
  readonly name: string;
  /** Where a file of the release may be, by its path in the release. */
  readonly pathOf: (path: string) => string;
  /** The files are nobody else's: they need not be copied. */
  readonly isScratch: boolean;
  /** Folder with `cairn/` and `install/` that were made here, of releases that are here: nothing is read again. */
  readonly made?: string;
  /** SHA-256 of its signed list, where that was found to be somebody's who is trusted: it must be this one. */
  readonly checkedList?: string;
  /** Digest of the lock of the release that it follows, where it is no more than what is new since. */
  readonly follows?: string | undefined;
}

/** What became of it. */
export interface Added {
  readonly release: Release;
  /** It was here already. */
  readonly wasThere: boolean;
  readonly files: number;
  /** Files that were not on this frontend. */
  readonly fresh: number;
  readonly freshBytes: number;
}

/**
 * Makes a release of files. Each of its bytes is compared with the lists, which hang together by lock, index and signature;
 * what the source has not is taken from releases that are here, and what they have alike is shared. It has its name when it
 * is whole.
 *
 * @param served what the frontend serves: `/srv/cairn`
 * @param arch architecture of the machines that start from this frontend
 * @param beside the folder of `changeReleases`
 * @throws {BuildError} RELEASE_WRONG, MEDIA_MISMATCH with every file, FILE_UNREADABLE ...
 */
export async function addRelease(
  served: string,
  source: ReleaseSource,
  arch: string,
  beside: string,
): Promise<Added> {
  const identity = await readIdentity(source);
  const id = nameRelease(identity.id);
  const target = join(releasesFolderOf(served), id);
  const known = (await exists(join(target, 'medium.json'))) ? await openRelease(served, id) : undefined;
  if (known !== undefined) {
    if (known.identity.id === identity.id)
      return { release: known, wasThere: true, files: 0, fresh: 0, freshBytes: 0 };
    const message = `Another lock's release has the name "${id}" already: ${known.identity.id}`;
    return fail(
      'RELEASE_WRONG',
      message,
      { file: source.name },
      `Remove it first: cairn release remove ${id}`,
    );
  }
  const folder = join(beside, 'release');
  const laid =
    source.made === undefined
      ? await layAndCheck(served, source, folder, identity)
      : await takeOwnRelease(served, source.made, folder);
  await checkAndPlaceGraph(served, source, arch, folder);
  // Power may fail in the next moment: what has its name is on the disk
  await run(['sync', '--file-system', folder]);
  await rename(folder, target);
  const { fresh, freshBytes, files } = laid;
  return {
    release: { id, folder: target, identity },
    ...{ wasThere: false, files: files.size, fresh, freshBytes },
  };
}

async function readIdentity(source: ReleaseSource): Promise<MediumIdentity> {
  const file = source.pathOf('medium.json');
  const identity = parseJsonDocument(MEDIUM_IDENTITY, await readText(file), file);
  if (/^[0-9a-f]{64}$/.test(identity.id)) return identity;
  return fail('RELEASE_WRONG', `Its medium.json has no digest of a lock: "${identity.id}"`, { file });
}

/** @throws {BuildError} RELEASE_WRONG: it does not hang together; MEDIA_MISMATCH */
async function layAndCheck(
  served: string,
  source: ReleaseSource,
  folder: string,
  identity: MediumIdentity,
): Promise<LaidRelease> {
  const laid = await layFiles(served, source, folder);
  const { checkedList, name } = source;
  if (checkedList !== undefined && laid.files.get(RELEASE_LIST) !== checkedList)
    fail('RELEASE_WRONG', 'Its signed list is not the one that its SHA256SUMS names', { file: name });
  refuse(await checkChain(laid.files, (path) => join(folder, path), identity));
  return laid;
}

/** @throws {BuildError} MEDIA_MISMATCH: every file that is absent or another one */
async function layFiles(served: string, source: ReleaseSource, folder: string): Promise<LaidRelease> {
  const files = await collectFiles((path) => readText(source.pathOf(path)));
  const index = await indexContent(served);
  const problems: Problem[] = [];
  let [fresh, freshBytes] = [0, 0];
  await mkdir(folder, { recursive: true });
  for (const { list } of RELEASE_LISTS)
    await writeFileAtomic(join(folder, list), await readText(source.pathOf(list)));
  const laid = new Map<string, string>();
  // Who has a content once in a medium may have it at several paths in the release: what is there comes first
  const given = await Promise.all([...files.keys()].map((path) => exists(source.pathOf(path))));
  const isThere = new Map([...files.keys()].map((path, at) => [path, given[at] === true]));
  const inOrder = [...files].sort(([a], [b]) => Number(isThere.get(b)) - Number(isThere.get(a)));
  for (const [path, wanted] of inOrder) {
    const from = source.pathOf(path);
    const shared = laid.get(wanted) ?? index.get(wanted);
    const place = join(folder, path);
    const lay = isThere.get(path)
      ? await layGiven(from, place, wanted, shared, source.isScratch)
      : await layKnown(shared, place, wanted);
    if (typeof lay === 'string') {
      problems.push(mismatch(path, lay, source.name));
      continue;
    }
    laid.set(wanted, place);
    if (lay.freshBytes === undefined) continue;
    fresh += 1;
    freshBytes += lay.freshBytes;
  }
  if (problems.length > 0) refuse([...(await explainAbsence(served, source)), ...problems]);
  return { files, fresh, freshBytes };
}

/** What is new since a release is of no use without that. */
async function explainAbsence(served: string, { name, follows }: ReleaseSource): Promise<readonly Problem[]> {
  if (follows === undefined) return [];
  const id = nameRelease(follows);
  if ((await listReleases(served)).some((release) => release.id === id)) return [];
  const message = `It holds what is new since the release "${id}", which is not on this frontend`;
  const hint = 'Import that release first, or a whole medium';
  return [errorProblem('RELEASE_WRONG', message, { file: name }, hint)];
}

type LaidFile = { readonly freshBytes?: number } | string;

/** A file that the source has. @returns what is wrong with it */
async function layGiven(
  from: string,
  place: string,
  wanted: string,
  shared: string | undefined,
  isScratch: boolean,
): Promise<LaidFile> {
  const found = await hashFile(from);
  if (found.sha256 !== wanted) return `has SHA-256 ${found.sha256}, not ${wanted}`;
  if (shared !== undefined && (await hashFile(shared).catch(() => undefined))?.sha256 === wanted) {
    await linkOrCopy(shared, place);
    return {};
  }
  await mkdir(dirname(place), { recursive: true });
  if (isScratch) await rename(from, place);
  else await copyOut(from, place);
  return { freshBytes: found.sizeBytes };
}

/** A file that the source has not: some release here must have it. */
async function layKnown(shared: string | undefined, place: string, wanted: string): Promise<LaidFile> {
  if (shared === undefined) return 'is not in it, and no release here has it';
  const found = await hashFile(shared).catch(() => undefined);
  if (found?.sha256 !== wanted) return `is not in it, and "${shared}" is damaged`;
  await linkOrCopy(shared, place);
  return {};
}

function mismatch(path: string, what: string, file: string): Problem {
  return errorProblem('MEDIA_MISMATCH', `"${path}" ${what}`, { file }, 'Copy or build the medium again');
}

/** The graph gets what the place answered, and the list says what it is then. */
async function checkAndPlaceGraph(
  served: string,
  source: ReleaseSource,
  arch: string,
  folder: string,
): Promise<void> {
  const file = join(folder, 'graph.json');
  const bundle = parseJsonDocument(GRAPH_BUNDLE, await readText(file), file);
  if (bundle.arch !== undefined && bundle.arch !== arch)
    throw new BuildError(
      errorProblem(
        'RELEASE_WRONG',
        `It is for ${bundle.arch}; machines that start from this frontend are ${arch}`,
        { file: source.name },
        'A frontend installs machines of its own architecture; build the recipe for that',
      ),
    );
  const text = `${JSON.stringify(placeGraph(bundle, await readPlace(served)))}\n`;
  const list = join(folder, CHECKSUMS_NAME);
  await writeFileAtomic(file, text);
  await writeFileAtomic(list, replaceChecksum(await readText(list), 'graph.json', sha256(text)));
}
