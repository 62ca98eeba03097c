import { join } from 'node:path';
import { type DistroContext, readSiteKey } from '../../distro/mod.ts';
import { exists, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import { SYSTEM_KEYRING } from '../../model/mod.ts';

/**
 * Lends for the time of `work` files with the public keys that are trusted: those that are given, those of who made the
 * medium that this machine was installed from, and its user's own.
 */
export function withKnownKeys<T>(
  distro: DistroContext,
  given: readonly string[],
  work: (keyrings: readonly string[]) => Promise<T>,
): Promise<T> {
  return withTempDir(async (scratch) => {
    const own = await readSiteKey(distro);
    const ownFile = join(scratch, 'own.pgp');
    if (own !== undefined) await writeFileAtomic(ownFile, own.publicKey);
    const system = (await exists(SYSTEM_KEYRING)) ? [SYSTEM_KEYRING] : [];
    return work([...given, ...system, ...(own === undefined ? [] : [ownFile])]);
  });
}
