import { dirname, join, resolve } from 'node:path';
import { type CarriedFolder, MIRROR_MARKER } from '../../distro/mod.ts';
import { exists } from '../../io/mod.ts';
import {
  CHECKSUMS_NAME,
  parseChecksums,
  parseReleaseList,
  RELEASE_LIST,
  SIGNATURE_SUFFIX,
} from '../../model/mod.ts';
import { listOfRelease, type OfferedList, readTrustedList } from './check-list.ts';

/** Name of the public key that lies in an exported mirror. */
export const EXPORTER_KEY = 'exporter.pgp';

/** What somebody who is trusted has signed about files of a folder. */
export interface SignedFolder {
  readonly folder: string;
  /** SHA-256 by path in the folder. */
  readonly sums: ReadonlyMap<string, string>;
}

/**
 * What says of archives that they are part of something: a release that the recipe lies in, or files of one that somebody took
 * along with its signed list; a mirror that was exported, and holds the recipe or is built from.
 *
 * @throws {BuildError} RELEASE_UNTRUSTED when a list is not signed by one of the keys
 */
export async function openLists(
  recipeFile: string,
  carried: CarriedFolder | undefined,
  keyrings: readonly string[],
): Promise<readonly SignedFolder[]> {
  const folder = dirname(recipeFile);
  const release = await openRelease(folder, keyrings);
  if (release !== undefined) return [release];
  const mirrors = new Set([
    dirname(resolve(folder)),
    ...(carried === undefined ? [] : [resolve(carried.name)]),
  ]);
  const lists: SignedFolder[] = [];
  for (const mirror of mirrors) {
    if (!(await exists(join(mirror, MIRROR_MARKER)))) continue;
    const list = join(mirror, CHECKSUMS_NAME);
    const signature = `${list}${SIGNATURE_SUFFIX}`;
    const text = await readBy(keyrings, { name: list, list, signature, key: join(mirror, EXPORTER_KEY) });
    lists.push({ folder: mirror, sums: parseChecksums(text, list) });
  }
  return lists;
}

async function openRelease(folder: string, keyrings: readonly string[]): Promise<SignedFolder | undefined> {
  const list = join(folder, RELEASE_LIST);
  if (!(await exists(list))) return undefined;
  const offered = listOfRelease(list, (path) => join(folder, path));
  const { files } = parseReleaseList(await readBy(keyrings, offered), list);
  const own = 'cairn/';
  const inside = files.filter(({ path }) => path.startsWith(own));
  return { folder, sums: new Map(inside.map(({ path, sha256 }) => [path.slice(own.length), sha256])) };
}

function readBy(keyrings: readonly string[], offered: OfferedList): Promise<string> {
  return readTrustedList(offered, { keyrings }, () => `cairn roll trust ${offered.key}`);
}
