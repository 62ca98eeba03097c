import { readText } from '../../io/mod.ts';
import { parseReleaseList, RELEASE_BOOT_FOLDER, RELEASE_LIST, RELEASE_SIGNATURE } from '../../model/mod.ts';
import { checkSignature } from './check-signature.ts';
import type { ReleaseFiles } from './release-files.ts';

/** The list and its signature are in no list that they make. */
const UNLISTED: readonly string[] = [RELEASE_LIST, RELEASE_SIGNATURE];

/**
 * Whether the lists of a release say what its signed list says, of every file: kernel, overlay and base are in no package
 * index. One without a signed list is of a build before there was one.
 *
 * @param placed files that are others on a frontend than on a medium
 * @returns what is wrong
 */
export async function checkSeal(
  files: ReleaseFiles,
  pathOf: (path: string) => string,
  digest: string,
  placed: readonly string[],
): Promise<readonly string[]> {
  if (!files.has(RELEASE_LIST)) return [];
  const signed = await checkSignature(pathOf, RELEASE_LIST, RELEASE_SIGNATURE);
  if (signed.length > 0) return signed;
  const list = parseReleaseList(await readText(pathOf(RELEASE_LIST)), RELEASE_LIST);
  const named = new Map(list.files.map(({ path, sha256 }) => [pathInRelease(path), sha256]));
  const differs = [...named].filter(([path, sum]) => !placed.includes(path) && files.get(path) !== sum);
  const more = [...files.keys()].filter((path) => !named.has(path) && !UNLISTED.includes(path));
  return [
    ...(list.id === digest ? [] : [`Its signed list is that of another release: ${list.id}`]),
    ...differs.map(([path]) => `"${path}" is not what the signed list says`),
    ...more.map((path) => `"${path}" is not in the signed list`),
  ];
}

/** A medium has `cairn/` and `install/` beside each other, a release has the one in the other. */
function pathInRelease(path: string): string {
  return path.startsWith(`${RELEASE_BOOT_FOLDER}/`) ? path : path.replace(/^cairn\//, '');
}
