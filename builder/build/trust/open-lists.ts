import { dirname, join, resolve } from 'node:path';
import { type CarriedFolder, MIRROR_MARKER } from '../../distro/mod.ts';
import { exists, readText } from '../../io/mod.ts';
import {
  CHECKSUMS_NAME,
  fail,
  parseChecksums,
  parseReleaseList,
  RELEASE_KEYRING,
  RELEASE_LIST,
} from '../../model/mod.ts';
import { judgeSignature } from '../../rolls/mod.ts';
import { describeStranger } from './describe-stranger.ts';

/** Name of the public key that lies in an exported mirror. */
export const EXPORTER_KEY = 'exporter.pgp';

/** What somebody who is trusted has signed about files of a folder. */
export interface SignedFolder {
  readonly folder: string;
  /** SHA-256 by path in the folder. */
  readonly sums: ReadonlyMap<string, string>;
}

/** Names of what says it, in a folder. */
interface SignedNames {
  readonly list: string;
  /** The public key that comes along. */
  readonly key: string;
}

const IN_RELEASE: SignedNames = { list: RELEASE_LIST, key: RELEASE_KEYRING };
const IN_MIRROR: SignedNames = { list: CHECKSUMS_NAME, key: EXPORTER_KEY };

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
    const text = await readSigned(mirror, IN_MIRROR, keyrings);
    lists.push({ folder: mirror, sums: parseChecksums(text, join(mirror, CHECKSUMS_NAME)) });
  }
  return lists;
}

async function openRelease(folder: string, keyrings: readonly string[]): Promise<SignedFolder | undefined> {
  if (!(await exists(join(folder, RELEASE_LIST)))) return undefined;
  const text = await readSigned(folder, IN_RELEASE, keyrings);
  const { files } = parseReleaseList(text, join(folder, RELEASE_LIST));
  const own = 'cairn/';
  const inside = files.filter(({ path }) => path.startsWith(own));
  return { folder, sums: new Map(inside.map(({ path, sha256 }) => [path.slice(own.length), sha256])) };
}

async function readSigned(folder: string, names: SignedNames, keyrings: readonly string[]): Promise<string> {
  const [list, key] = [join(folder, names.list), join(folder, names.key)];
  const place = { file: list };
  const command = (): string => `cairn roll trust ${key}`;
  if (!(await exists(`${list}.asc`)))
    return fail('RELEASE_UNTRUSTED', 'This list has no signature', place, `Take ${names.list}.asc along`);
  const offeredKey = (await exists(key)) ? key : undefined;
  const text = await readText(list);
  const judged = await judgeSignature(
    { text, signature: await readText(`${list}.asc`), offeredKey },
    { keyrings },
  );
  if (judged.trusted) return text;
  if (judged.signer === undefined)
    return fail('RELEASE_UNTRUSTED', 'It is not signed by a key that is trusted here', place, judged.reason);
  const { message, hint } = describeStranger(judged.signer, command);
  return fail('RELEASE_UNTRUSTED', message, place, hint);
}
