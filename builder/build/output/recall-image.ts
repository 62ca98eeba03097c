import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { link } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  digestOnce,
  type FileDigest,
  type KeptPlace,
  placeOfNote,
  readRemembered,
  stampTools,
  writeFileAtomic,
} from '../../io/mod.ts';
import type { IsoInput } from '../../media/mod.ts';

/** How a medium of its own starts. */
export type MediumStart = Exclude<NonNullable<IsoInput['start']>, { readonly isInPartition: true }>;

/** All that an image follows from. */
export interface ImageParts extends Pick<IsoInput, 'trees' | 'label' | 'epochSeconds'> {
  readonly start: MediumStart | undefined;
  readonly title: string;
  /** Whose signature seals it. */
  readonly signer: string;
}

const noteShape = v.object({
  path: v.string(),
  identity: v.string(),
  sha256: v.string(),
  sizeBytes: v.number(),
});

/** Names an image by what it follows from. @returns the note in the cache about the last one that was written */
export async function nameImage(cache: KeptPlace, { trees, start, ...said }: ImageParts): Promise<string> {
  const content: (readonly string[])[] = [];
  for (const { at, from } of trees) content.push([at, ...(await listContent(from))]);
  const sector = start === undefined ? undefined : 'efiImage' in start ? start.efiImage : start.isohybridMbr;
  const inputs = {
    ...said,
    content,
    start: sector === undefined ? [] : [...Object.keys(start!), (await digestOnce(sector)).sha256],
    versions: await stampTools(['xorriso']),
  };
  return placeOfNote(cache, 'images', inputs);
}

/** What is in a folder, as an image takes it: kinds, what may be run, paths, contents. */
async function listContent(folder: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const place = join(entry.parentPath, entry.name);
    const path = place.slice(folder.length);
    if (entry.isFile()) {
      const isProgram = (lstatSync(place).mode & 0o111) !== 0;
      lines.push(`${isProgram ? 'program' : 'file'} ${(await digestOnce(place)).sha256} ${path}`);
    } else lines.push(entry.isDirectory() ? `folder ${path}` : `link ${readlinkSync(place)} ${path}`);
  }
  return lines.sort();
}

/**
 * Gives the image of the older result another name, where it is what would be written anew: it is where it was written, and
 * nobody has touched it since.
 *
 * @param path its place in the result that will be replaced
 * @param to on the same file system
 */
export async function recallImage(note: string, path: string, to: string): Promise<FileDigest | undefined> {
  const known = await readRemembered(note, noteShape);
  if (known === undefined || known.path !== path || known.identity !== identify(path)) return undefined;
  const { sha256, sizeBytes } = known;
  return link(path, to).then(
    () => ({ sha256, sizeBytes }),
    () => undefined,
  );
}

/** Notes an image once it is in its place. */
export async function noteImage(note: string, path: string, digest: FileDigest): Promise<void> {
  const { sha256, sizeBytes } = digest;
  const identity = identify(path);
  await writeFileAtomic(note, JSON.stringify({ path, identity, sha256, sizeBytes }));
}

function identify(path: string): string | undefined {
  const info = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (info?.isFile() !== true) return undefined;
  return [info.dev, info.ino, info.size, info.mtimeNs, info.ctimeNs].join(' ');
}
