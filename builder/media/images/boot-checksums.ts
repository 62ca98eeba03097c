import { digestOnce, sha256 } from '../../io/mod.ts';
import { renderChecksums } from '../../model/mod.ts';

/**
 * The list of what machines start from, beside the files themselves: a frontend that is installed over the network
 * takes them from there.
 *
 * @param files where each comes from, and its path below the list's folder
 * @param texts what is written there, by path
 */
export async function composeBootChecksums(
  files: readonly (readonly [string, string])[],
  texts: readonly (readonly [string, string])[] = [],
): Promise<string> {
  const sums = files.map(async ([from, path]) => ({ path, sha256: (await digestOnce(from)).sha256 }));
  const known = [
    ...(await Promise.all(sums)),
    ...texts.map(([path, text]) => ({ path, sha256: sha256(text) })),
  ];
  return renderChecksums(known.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
