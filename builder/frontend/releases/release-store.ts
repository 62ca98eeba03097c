import { existsSync } from 'node:fs';
import { readdir, readlink, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, readText } from '../../io/mod.ts';
import { MEDIUM_IDENTITY, parseJsonDocument } from '../../model/documents/mod.ts';
import {
  CHECKSUMS_NAME,
  fail,
  isReleaseId,
  type MediumIdentity,
  nameRelease,
  RELEASE_BOOT_FOLDER,
  RELEASE_IN_USE,
  RELEASES_FOLDER,
} from '../../model/mod.ts';

/** A release that is there, whole. */
export interface Release {
  readonly id: string;
  readonly folder: string;
  readonly identity: MediumIdentity;
}

/** The lists of checksums of a release, by the folder in it that each is about. */
export const RELEASE_LISTS: readonly { readonly folder: string; readonly list: string }[] = [
  { folder: '', list: CHECKSUMS_NAME },
  { folder: `${RELEASE_BOOT_FOLDER}/`, list: `${RELEASE_BOOT_FOLDER}/${CHECKSUMS_NAME}` },
];

/** @param served what the frontend serves: `/srv/cairn` */
export function releasesFolderOf(served: string): string {
  return join(served, RELEASES_FOLDER);
}

const LIST_HINT = 'See: cairn release list';

/** All releases, by name. What is still being made has another name. */
export async function listReleases(served: string): Promise<readonly Release[]> {
  const folder = releasesFolderOf(served);
  const names = await readdir(folder).catch((): string[] => []);
  const ids = names.filter((id) => isReleaseId(id) && existsSync(join(folder, id, 'medium.json'))).sort();
  return Promise.all(ids.map((id) => openRelease(served, id)));
}

/** @throws {BuildError} RELEASE_UNKNOWN */
export async function openRelease(served: string, id: string): Promise<Release> {
  const folder = join(releasesFolderOf(served), id);
  const file = join(folder, 'medium.json');
  if (!isReleaseId(id) || !(await exists(file)))
    return fail('RELEASE_UNKNOWN', `Release "${id}" is not on this frontend`, undefined, LIST_HINT);
  return { id, folder, identity: parseJsonDocument(MEDIUM_IDENTITY, await readText(file), file) };
}

/**
 * The release that somebody names: by its name, the beginning of it, or `current`.
 *
 * @throws {BuildError} RELEASE_UNKNOWN: none, or more than one
 */
export async function findRelease(served: string, text: string): Promise<Release> {
  if (text === RELEASE_IN_USE) return openRelease(served, await readReleaseInUse(served));
  // A digest of a lock is as good as what it begins with
  const wanted = nameRelease(text.toLowerCase());
  const found = /^[0-9a-f]+$/.test(wanted)
    ? (await listReleases(served)).filter(
        ({ id, identity }) => id.startsWith(wanted) && identity.id.startsWith(text.toLowerCase()),
      )
    : [];
  const [release, second] = found;
  if (release === undefined)
    return fail('RELEASE_UNKNOWN', `Release "${text}" is not on this frontend`, undefined, LIST_HINT);
  if (second === undefined) return release;
  const names = found.map(({ id }) => id).join(', ');
  return fail(
    'RELEASE_UNKNOWN',
    `"${text}" begins several releases: ${names}`,
    undefined,
    'Write more of it',
  );
}

/** Name of the release that hosts get for which nothing else is said; undefined: none is in use. */
export async function findReleaseInUse(served: string): Promise<string | undefined> {
  const id = await readlink(linkOf(served)).catch(() => undefined);
  return id !== undefined && isReleaseId(id) ? id : undefined;
}

/** The same, for whoever cannot do without. @throws {BuildError} RELEASE_UNKNOWN: none is in use */
export async function readReleaseInUse(served: string): Promise<string> {
  const id = await findReleaseInUse(served);
  if (id !== undefined) return id;
  const hint = 'Choose one: cairn release list, cairn release use ID';
  return fail('RELEASE_UNKNOWN', `No release is in use: "${linkOf(served)}" names none`, undefined, hint);
}

function linkOf(served: string): string {
  return join(releasesFolderOf(served), RELEASE_IN_USE);
}

/**
 * Makes a release the one in use, in one step.
 *
 * @param beside a folder beside the releases
 */
export async function writeReleaseInUse(
  served: string,
  { id }: Pick<Release, 'id'>,
  beside: string,
): Promise<void> {
  const link = join(beside, RELEASE_IN_USE);
  await symlink(id, link);
  await rename(link, linkOf(served));
}
