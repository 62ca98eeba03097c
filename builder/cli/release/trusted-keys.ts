import { join } from 'node:path';
import type { ImportTrust } from '../../build/release/check-trust.ts';
import { withKnownKeys } from '../../build/release/known-keys.ts';
import { listReleases } from '../../frontend/releases/release-store.ts';
import { exists } from '../../io/mod.ts';
import { RELEASE_KEYRING } from '../../model/mod.ts';
import { openFrontendSurroundings } from './surroundings.ts';

const FINGERPRINT = /^(?:[0-9A-F]{4}\s*){10}$/i;

/**
 * Whom this frontend believes a release for the time of `work`: who made the releases that are here, itself, and who is given.
 *
 * @param given files with public keys, and fingerprints
 */
export async function withTrust<T>(
  served: string,
  given: readonly string[],
  work: (trust: ImportTrust) => Promise<T>,
): Promise<T> {
  const fingerprints = given
    .filter((text) => FINGERPRINT.test(text))
    .map((text) => text.replaceAll(/\s/g, '').toUpperCase());
  const files = given.filter((text) => !FINGERPRINT.test(text));
  for (const { folder } of await listReleases(served)) {
    const keyring = join(folder, RELEASE_KEYRING);
    if (await exists(keyring)) files.push(keyring);
  }
  const { distro } = await openFrontendSurroundings();
  return withKnownKeys(distro, files, (keyrings) => work({ keyrings, fingerprints }));
}
