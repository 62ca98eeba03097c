import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { linkOrCopy, mapLimited } from '../../io/mod.ts';
import { RELEASE_BOOT_FOLDER } from '../../model/mod.ts';
import { indexContent, readReleaseFiles } from './release-files.ts';

/** What a release consists of, and what of it this frontend had not. */
export interface LaidRelease {
  /** SHA-256 by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly fresh: number;
  readonly freshBytes: number;
}

const AT_ONCE = 16;

/**
 * Takes what was made here a moment ago, of releases that are here: it is renamed, not read. Of what has been made anew with
 * the same content as before only one stays.
 *
 * @param made folder with `cairn/` and `install/`
 * @param folder of the release
 */
export async function takeOwnRelease(served: string, made: string, folder: string): Promise<LaidRelease> {
  await rename(join(made, 'cairn'), folder);
  await rename(join(made, 'install'), join(folder, RELEASE_BOOT_FOLDER));
  const files = await readReleaseFiles({ folder });
  const index = await indexContent(served);
  let [fresh, freshBytes] = [0, 0];
  await mapLimited([...files], AT_ONCE, async ([path, sha256]) => {
    const place = join(folder, path);
    const { nlink, size } = await stat(place);
    const known = index.get(sha256);
    if (known === undefined) {
      fresh += 1;
      freshBytes += size;
    } else if (nlink === 1) await linkOrCopy(known, place);
  });
  return { files, fresh, freshBytes };
}
