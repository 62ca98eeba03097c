import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import * as v from 'valibot';
import {
  besideName,
  type ContentFile,
  digestOnce,
  type FileDigest,
  type KeptPlace,
  keepMade,
  unwritable,
} from '../../io/mod.ts';
import {
  type HashedFile,
  hashTree,
  isManifestPath,
  ROLL_KEY_NAME,
  ROLL_MANIFEST_NAME,
  ROLL_SIGNATURE_NAME,
} from '../digest-tree.ts';
import { listTree } from '../list-tree.ts';
import type { BuiltPackage } from '../packages/build-package.ts';
import type { Roll } from '../roll.ts';
import type { TextSignature } from './gpg.ts';
import { renderRollManifest } from './manifest.ts';

export interface PackOptions {
  /** The archive to write, a plain tar. */
  readonly output: string;
  /** Every time stamp in the archive. */
  readonly epochSeconds: number;
  /** Packages built from the roll's small trees: they take the trees' place. */
  readonly built: readonly BuiltPackage[];
  /** Signs the manifest. Without it the archive is not signed. */
  readonly sign?: (manifest: string) => Promise<TextSignature>;
}

/**
 * Packs a roll as a tar archive: manifest, signature with its key, then every file in code-unit order. Same roll, same bytes.
 *
 * @throws {BuildError} FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function packRoll(roll: Roll, options: PackOptions): Promise<FileDigest> {
  const plan = await planPack(roll, options);
  const signed = await options.sign?.(renderManifest(plan));
  const beside = besideName(options.output);
  await mkdir(dirname(options.output), { recursive: true });
  try {
    await writePack(plan, signed, beside);
    await rename(beside, options.output);
  } catch (error) {
    await rm(beside, { force: true });
    throw unwritable(options.output, error);
  }
  return digestOnce(options.output);
}

/**
 * The same without a signature, or the archive that an earlier build packed of the same files.
 *
 * @returns its place in the cache
 * @throws {BuildError} FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function packRollOnce(
  cache: KeptPlace,
  roll: Roll,
  options: Pick<PackOptions, 'epochSeconds' | 'built'>,
): Promise<string> {
  const archive = 'roll.tar';
  const { files } = await keepMade(cache, {
    kind: 'rolls',
    inputs: await planPack(roll, options),
    shape: v.null_(),
    make: async (plan, dir) => {
      await writePack(plan, undefined, join(dir, archive));
      return null;
    },
  });
  return files[archive]!.file;
}

/** All that an archive follows from. */
interface PackPlan {
  readonly name: string;
  readonly version: string;
  readonly files: readonly PackedFile[];
  readonly epochSeconds: number;
}

interface PackedFile extends ContentFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
}

async function planPack(
  { name, version, ...roll }: Roll,
  { epochSeconds, built }: Pick<PackOptions, 'epochSeconds' | 'built'>,
): Promise<PackPlan> {
  const files = (await collectFiles(roll, built)).map(({ absolute: file, ...said }) => ({ ...said, file }));
  return { name, version, files, epochSeconds };
}

function renderManifest({ name, version, files }: PackPlan): string {
  return renderRollManifest(name, version, files);
}

async function writePack(plan: PackPlan, signed: TextSignature | undefined, output: string): Promise<void> {
  const heads = [
    [ROLL_MANIFEST_NAME, renderManifest(plan)],
    [ROLL_SIGNATURE_NAME, signed?.signature],
    [ROLL_KEY_NAME, signed?.publicKey],
  ] as const;
  const top = `${plan.name}-${plan.version}`;
  const tar = pack();
  const written = pipeline(Readable.from(tar), createWriteStream(output));
  const mtime = new Date(plan.epochSeconds * 1000);
  const write = async (): Promise<void> => {
    for (const [name, text] of heads)
      if (text !== undefined) tar.entry({ name: `${top}/${name}`, mode: 0o644, mtime }, text);
    for (const file of plan.files) await addFile(tar, `${top}/${file.path}`, file, mtime);
    tar.finalize();
  };
  await Promise.all([written, write()]);
}

async function addFile(tar: Pack, name: string, file: PackedFile, mtime: Date): Promise<void> {
  const header = { name, mode: file.executable ? 0o755 : 0o644, mtime, size: file.sizeBytes };
  await pipeline(createReadStream(file.file), tar.entry(header) as unknown as NodeJS.WritableStream);
}

/** The roll's files; the trees of built packages give way to the packages. */
async function collectFiles(
  roll: Pick<Roll, 'folder' | 'packageTrees'>,
  built: readonly BuiltPackage[],
): Promise<HashedFile[]> {
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
