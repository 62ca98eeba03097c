import { RELEASE_PLEDGE } from '../../model/documents/mod.ts';
import {
  BuildError,
  type MediumIdentity,
  parseReleaseList,
  RELEASE_LIST,
  type ReleaseList,
  renderPledged,
} from '../../model/mod.ts';
import { announce } from '../machine/announce.ts';
import { sha256Of } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { ON_MEDIUM, PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';
import type { Source } from '../machine/source.ts';
import { fetchText } from './fetch-text.ts';

/**
 * Takes the list of all that the release consists of from where packages come from, and keeps it where it is the one that the
 * overlay was made with. From then on every file is compared with this list, and with none that lies beside it.
 *
 * @throws {InstallFailure} it is another one
 */
export function takeReleaseList(effects: Effects, source: Source, identity: MediumIdentity): void {
  // An overlay without it is of a build before there was one
  if (!effects.exists(PATHS.pledge)) return;
  const { key } = readDocument(effects, PATHS.pledge, RELEASE_PLEDGE);
  const folder = source.device === undefined ? source.url : ON_MEDIUM;
  const place = `${folder}/${RELEASE_LIST}`;
  const text =
    source.device === undefined
      ? fetchText(effects, place, 'The list of the release')
      : (effects.read(place) ?? '');
  const list = findPledged(effects, text, place, identity);
  if (list === undefined)
    throw new InstallFailure(
      `"${place}" is not the list that this installer was made with: packages or boot files are damaged, of two builds, or were changed`,
      'Nothing was written to a disk. Write the medium again, or set up the server again, from what "cairn media verify" finds right',
    );
  effects.write(PATHS.releaseList, text);
  announce(effects, `The list of the release is the right one: ${list.files.length} files, key ${key}`);
}

/** Whether the mounted medium has the list that the overlay was made with: one that lies beside it may be of the same lock. */
export function hasOwnList(effects: Effects, identity: MediumIdentity): boolean {
  if (!effects.exists(PATHS.pledge)) return true;
  const place = `${ON_MEDIUM}/${RELEASE_LIST}`;
  return findPledged(effects, effects.read(place) ?? '', place, identity) !== undefined;
}

function findPledged(
  effects: Effects,
  text: string,
  place: string,
  { id }: MediumIdentity,
): ReleaseList | undefined {
  const pledge = readDocument(effects, PATHS.pledge, RELEASE_PLEDGE);
  const list = parseList(text, place);
  if (list?.id !== id) return undefined;
  return digestText(effects, renderPledged(list)) === pledge.list ? list : undefined;
}

/** The list that was taken and found to be right; undefined where nothing vouches for one. */
export function readReleaseList(effects: Effects): ReleaseList | undefined {
  const text = effects.read(PATHS.releaseList);
  return text === undefined ? undefined : parseList(text, PATHS.releaseList);
}

/** SHA-256 by path, of what the list names below one of its folders: "cairn", "install". */
export function readPledgedSums(effects: Effects, folder: string): ReadonlyMap<string, string> | undefined {
  const list = readReleaseList(effects);
  if (list === undefined) return undefined;
  const below = list.files.filter(({ path }) => path.startsWith(`${folder}/`));
  return new Map(below.map(({ path, sha256 }) => [path.slice(folder.length + 1), sha256]));
}

/** @returns undefined for what is no list */
export function parseList(text: string, place: string): ReleaseList | undefined {
  try {
    return parseReleaseList(text, place);
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
}

/** SHA-256 of a text. */
export function digestText(effects: Effects, text: string): string | undefined {
  const path = '/run/cairn/digested';
  effects.write(path, text);
  const sum = sha256Of(effects, path);
  effects.remove(path);
  return sum;
}
