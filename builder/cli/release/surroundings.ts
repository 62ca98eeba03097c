import { type BuildSurroundings, openSurroundings } from '../../build/surroundings.ts';
import { FRONTEND_KEYS } from '../../build/trust/trusted-keys.ts';
import { CONFIG_PATH } from '../../frontend/service/shared/config.ts';
import { exists, silentProgress } from '../../io/mod.ts';

/** What a frontend's builds keep. */
const CACHE = '/var/cache/cairn';

/** What making releases on a frontend needs from outside. */
export async function openFrontendSurroundings(progress = silentProgress): Promise<BuildSurroundings> {
  const { CAIRN_CACHE, CAIRN_KEYS } = process.env;
  return openSurroundings({ progress, cacheDir: CAIRN_CACHE || CACHE, keysDir: CAIRN_KEYS || FRONTEND_KEYS });
}

/** What somebody needs who works here: on a frontend what that needs, elsewhere what a build needs. */
export async function openSiteSurroundings(): Promise<BuildSurroundings> {
  const isFrontend = await exists(process.env['CAIRN_FRONTEND'] ?? CONFIG_PATH);
  return isFrontend ? openFrontendSurroundings() : openSurroundings({});
}
