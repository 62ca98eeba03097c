import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReleaseSource } from '../../frontend/releases/add-release.ts';
import { exists, readText, unreadable } from '../../io/mod.ts';
import { DELTA_NAME, type DeltaIdentity, fail, isFirstImage, RELEASE_BOOT_FOLDER } from '../../model/mod.ts';
import { readArchiveKind } from '../../rolls/archive/archive-kind.ts';
import { unpackIso } from '../../rolls/archive/unpack-iso.ts';
import { unpackLimits } from '../../rolls/archive/unpack-limits.ts';
import { openUnpackSink } from '../../rolls/archive/unpack-sink.ts';
import { unpackTar } from '../../rolls/archive/unpack-tar.ts';

/**
 * Opens a medium for the time of `work`: an ISO image, a tar archive, a folder with what is in one of them, or the folder
 * that a build wrote.
 *
 * @param beside folder for what has to be unpacked
 * @throws {BuildError} FILE_MISSING, RELEASE_WRONG: no medium; what reading an archive throws
 */
export async function withSource<T>(
  file: string,
  beside: string,
  work: (source: ReleaseSource) => Promise<T>,
): Promise<T> {
  const info = await stat(file).catch((error: unknown) => Promise.reject(unreadable(file, error)));
  if (!info.isDirectory()) return withArchive(file, info.size, beside, work);
  const parts = await findParts(file);
  if (parts !== undefined) return work(sourceOf(file, parts, false));
  const image = (await readdir(file)).find(isFirstImage);
  if (image === undefined) return noMedium(file);
  const path = join(file, image);
  return withArchive(path, (await stat(path)).size, beside, work);
}

async function withArchive<T>(
  file: string,
  sizeBytes: number,
  beside: string,
  work: (source: ReleaseSource) => Promise<T>,
): Promise<T> {
  const kind = await readArchiveKind(file);
  const folder = join(beside, 'unpacked');
  const limits = unpackLimits(sizeBytes);
  await mkdir(folder);
  if (kind === 'iso') await unpackIso(file, folder, limits);
  else if (kind?.startsWith('tar') === true) {
    const sink = openUnpackSink(file, folder, limits);
    await unpackTar(file, kind, sink, limits);
  } else return noMedium(file);
  const parts = (await findParts(folder)) ?? (await findInOnlyFolder(folder));
  return parts === undefined ? noMedium(file) : work(sourceOf(file, parts, true));
}

/** Where the parts of a release are: the tree with the graph, and what machines start from. */
interface Parts {
  readonly tree: string;
  readonly boot: string;
  /** Digest of the lock of the release that it follows, of a delta. */
  readonly follows?: string;
}

/** As on a medium; a release itself; what a build wrote for network boot, from its folder and from the one around it. */
async function findParts(folder: string): Promise<Parts | undefined> {
  const at = (tree: string, boot: string): Parts => ({ tree: join(folder, tree), boot: join(folder, boot) });
  const places = [
    at('cairn', RELEASE_BOOT_FOLDER),
    at('.', RELEASE_BOOT_FOLDER),
    at('netboot/cairn', 'netboot'),
    at('cairn', '.'),
  ];
  for (const place of places)
    if ((await exists(join(place.tree, 'medium.json'))) && (await exists(join(place.boot, 'SHA256SUMS'))))
      return { ...place, ...(await readDelta(folder)) };
  return undefined;
}

/** What a medium that is no more than what is new says of that. */
async function readDelta(folder: string): Promise<Pick<Parts, 'follows'>> {
  const file = join(folder, DELTA_NAME);
  if (!(await exists(file))) return {};
  try {
    const { from } = JSON.parse(await readText(file)) as Partial<DeltaIdentity>;
    return typeof from === 'string' ? { follows: from } : {};
  } catch {
    return fail('RELEASE_WRONG', 'This is no JSON', { file }, 'Make the delta anew');
  }
}

/** Archives often have one folder around everything. */
async function findInOnlyFolder(folder: string): Promise<Parts | undefined> {
  const [only, second] = await readdir(folder);
  return only === undefined || second !== undefined ? undefined : findParts(join(folder, only));
}

function sourceOf(name: string, { tree, boot, follows }: Parts, isScratch: boolean): ReleaseSource {
  const own = `${RELEASE_BOOT_FOLDER}/`;
  return {
    name,
    isScratch,
    follows,
    pathOf: (path) => (path.startsWith(own) ? join(boot, path.slice(own.length)) : join(tree, path)),
  };
}

function noMedium(file: string): never {
  const message = 'This is no medium of Cairn: there are no "medium.json" and boot files in it';
  return fail(
    'RELEASE_WRONG',
    message,
    { file },
    'Give the .iso, a tar of its content, or the folder of a build',
  );
}
