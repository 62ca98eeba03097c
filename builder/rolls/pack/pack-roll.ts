import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { besideName, hashFile, unwritable } from '../../io/mod.ts';
import { type HashedFile, hashTree, isManifestPath, ROLL_MANIFEST_NAME } from '../digest-tree.ts';
import { listTree } from '../list-tree.ts';
import type { BuiltPackage } from '../packages/build-package.ts';
import type { Roll } from '../roll.ts';
import { renderRollManifest } from './manifest.ts';

export interface PackOptions {
  /** The archive to write, a plain tar. */
  readonly output: string;
  /** Every time stamp in the archive. */
  readonly epochSeconds: number;
  /** Packages built from the roll's small trees: they take the trees' place. */
  readonly built: readonly BuiltPackage[];
  /** Signs the manifest; returns an armored detached signature. Without it the archive is not signed. */
  readonly sign?: (manifest: string) => Promise<string>;
}

/**
 * Packs a roll as a tar archive: manifest, signature, then every file in code-unit order. Same roll, same bytes.
 *
 * @throws {BuildError} FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function packRoll(
  roll: Roll,
  options: PackOptions,
): Promise<{ readonly sha256: string; readonly sizeBytes: number }> {
  const files = await collectFiles(roll, options.built);
  const manifest = renderRollManifest(roll.name, roll.version, files);
  const signature = await options.sign?.(manifest);
  const beside = besideName(options.output);
  const top = `${roll.name}-${roll.version}`;
  const tar = pack();
  await mkdir(dirname(options.output), { recursive: true });
  try {
    const written = pipeline(Readable.from(tar), createWriteStream(beside));
    const mtime = new Date(options.epochSeconds * 1000);
    const write = async (): Promise<void> => {
      tar.entry({ name: `${top}/${ROLL_MANIFEST_NAME}`, mode: 0o644, mtime }, manifest);
      if (signature !== undefined)
        tar.entry({ name: `${top}/${ROLL_MANIFEST_NAME}.asc`, mode: 0o644, mtime }, signature);
      for (const file of files) await addFile(tar, `${top}/${file.path}`, file, mtime);
      tar.finalize();
    };
    await Promise.all([written, write()]);
    await rename(beside, options.output);
  } catch (error) {
    await rm(beside, { force: true });
    throw unwritable(options.output, error);
  }
  return hashFile(options.output);
}

async function addFile(tar: Pack, name: string, file: HashedFile, mtime: Date): Promise<void> {
  const header = { name, mode: file.executable ? 0o755 : 0o644, mtime, size: file.sizeBytes };
  await pipeline(createReadStream(file.absolute), tar.entry(header) as unknown as NodeJS.WritableStream);
}

/** The roll's files; the trees of built packages give way to the packages. */
async function collectFiles(roll: Roll, built: readonly BuiltPackage[]): Promise<HashedFile[]> {
  const trees = built.length === 0 ? [] : roll.packageTrees;
  const isOfTree = (path: string): boolean => trees.some((name) => path.startsWith(`packages/${name}/`));
  const kept = (await listTree(roll.folder)).filter(({ path }) => !isManifestPath(path) && !isOfTree(path));
  const made = built.map(({ fileName, absolute, sizeBytes }) => ({
    path: `packages/${fileName}`,
    absolute,
    sizeBytes,
    executable: false,
  }));
  const paths = new Set(made.map((file) => file.path));
  const all = [...kept.filter((file) => !paths.has(file.path)), ...made];
  return hashTree(all.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
