import { basename } from 'node:path';
import { hashFile } from '../../io/mod.ts';
import { renderChecksums } from '../../model/mod.ts';

/**
 * The list of what machines start from, beside the files themselves: a frontend that is installed over the network
 * takes them from there.
 *
 * @param files where each comes from, and its path in the tree
 */
export async function composeBootChecksums(files: readonly (readonly [string, string])[]): Promise<string> {
  const sums = files.map(async ([from, to]) => ({ path: basename(to), ...(await hashFile(from)) }));
  const known = await Promise.all(sums);
  return renderChecksums(known.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
