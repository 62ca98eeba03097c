import { type BuildSurroundings, openSurroundings } from '../../build/surroundings.ts';
import { silentProgress } from '../../io/mod.ts';

/** What a frontend's builds keep, and the key that it signs with: root's alone, and kept when it is installed anew. */
const CACHE = '/var/cache/cairn';
const KEYS = '/var/lib/cairn/archive-key';

/** What making releases on a frontend needs from outside. */
export async function openFrontendSurroundings(progress = silentProgress): Promise<BuildSurroundings> {
  const { CAIRN_CACHE, CAIRN_KEYS } = process.env;
  return openSurroundings({ progress, cacheDir: CAIRN_CACHE || CACHE, keysDir: CAIRN_KEYS || KEYS });
}
