import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOnce, exists, withTempDir } from '../../io/mod.ts';
import { BuildError, errorProblem, fail } from '../../model/mod.ts';
import { ROLL_MANIFEST_NAME } from '../digest-tree.ts';
import { listTree } from '../list-tree.ts';
import { type ArchiveKind, readArchiveKind } from './archive-kind.ts';
import { settleTree } from './settle-tree.ts';
import { unpack7z } from './unpack-7z.ts';
import { unpackIso } from './unpack-iso.ts';
import { type UnpackLimits, unpackLimits } from './unpack-limits.ts';
import { openUnpackSink } from './unpack-sink.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';

/**
 * Unpacks an archive once: the folder is named after the SHA-256 of the archive and used again.
 *
 * @returns the folder that holds the roll: the top, or the one folder that is all there is at the top
 * @throws {BuildError} ROLL_ARCHIVE when the format is not known or the content is not harmless
 */
export async function unpackArchive(archive: string, cacheDir: string): Promise<string> {
  const kind = await readArchiveKind(archive);
  if (kind === undefined) {
    fail(
      'ROLL_ARCHIVE',
      'Not an archive that can be read',
      { file: archive },
      'Known: tar (gz, xz, zst), zip, 7z, ISO',
    );
  }
  const { sha256, sizeBytes } = await digestOnce(archive);
  const parent = join(cacheDir, 'rolls');
  const folder = join(parent, sha256);
  if (await isFolder(folder)) return findTop(folder);
  await mkdir(parent, { recursive: true });
  await withTempDir(async (scratch) => {
    const target = join(scratch, 'tree');
    await mkdir(target);
    const limits = unpackLimits(sizeBytes);
    await unpack(archive, kind, target, limits);
    await refuseScraps(archive, target, await settleTree(archive, target, limits));
    await listTree(target);
    // Another build may have been quicker.
    await rename(target, folder).catch(async (error: unknown) => {
      if (!(await isFolder(folder))) throw error;
      await rm(target, { recursive: true, force: true });
    });
  }, parent);
  return findTop(folder);
}

async function unpack(
  archive: string,
  kind: ArchiveKind,
  target: string,
  limits: UnpackLimits,
): Promise<void> {
  if (kind === '7z') return unpack7z(archive, target, limits);
  if (kind === 'iso') return unpackIso(archive, target, limits);
  const sink = openUnpackSink(archive, target, limits);
  await (kind === 'zip' ? unpackZip(archive, sink) : unpackTar(archive, kind, sink, limits));
  await sink.finish();
}

/** In a packed roll nothing may lie beside what its manifest names; of other archives scraps are left out in silence. */
async function refuseScraps(archive: string, target: string, removed: readonly string[]): Promise<void> {
  if (removed.length === 0 || !(await exists(join(await findTop(target), ROLL_MANIFEST_NAME)))) return;
  throw new BuildError(
    removed
      .slice(0, MAX_NAMED)
      .map((path) => errorProblem('ROLL_SIGNATURE', `"${path}" is not in the manifest`, { file: archive })),
  );
}

/** Folders that a roll has at its top: one of them alone is no folder around a roll. */
const MAX_NAMED = 20;
const ROLL_FOLDERS = ['nodes', 'graphs', 'include', 'packages'];

async function findTop(folder: string): Promise<string> {
  const names = await readdir(folder);
  const [only] = names;
  if (names.length !== 1 || only === undefined || ROLL_FOLDERS.includes(only)) return folder;
  return (await isFolder(join(folder, only))) ? join(folder, only) : folder;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
