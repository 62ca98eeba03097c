import { join } from 'node:path';
import { parseFingerprint } from '../../build/trust/fingerprint.ts';
import { withKnownKeys } from '../../build/trust/known-keys.ts';
import { listReleases } from '../../frontend/releases/release-store.ts';
import { exists } from '../../io/mod.ts';
import { RELEASE_KEYRING } from '../../model/mod.ts';
import type { Trust } from '../../rolls/mod.ts';
import { openFrontendSurroundings } from './surroundings.ts';

/**
 * Whom this frontend believes a release for the time of `work`: who made the releases that are here, itself, and who is given.
 *
 * @param given files with public keys, and fingerprints
 */
export async function withTrust<T>(
  served: string,
  given: readonly string[],
  work: (trust: Trust) => Promise<T>,
): Promise<T> {
  const fingerprints = given.flatMap((text) => parseFingerprint(text) ?? []);
  const files = given.filter((text) => parseFingerprint(text) === undefined);
  for (const { folder } of await listReleases(served)) {
    const keyring = join(folder, RELEASE_KEYRING);
    if (await exists(keyring)) files.push(keyring);
  }
  const { distro } = await openFrontendSurroundings();
  return withKnownKeys(distro, files, (keyrings) => work({ keyrings, fingerprints }));
}
