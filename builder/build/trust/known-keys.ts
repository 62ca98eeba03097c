import { join } from 'node:path';
import { type DistroContext, readSiteKey } from '../../distro/mod.ts';
import { exists, withTempDir, writeFileAtomic } from '../../io/mod.ts';
import { SYSTEM_KEYRING } from '../../model/mod.ts';
import { listTrustedFiles } from './trusted-keys.ts';

/**
 * Lends for the time of `work` files with the public keys that count here, for rolls and releases alike: those that are given,
 * those that somebody has said are trusted (`cairn roll trust`), those of who made the medium that this machine was installed
 * from, and its user's own.
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
    const trusted = await listTrustedFiles(distro);
    return work([...given, ...trusted, ...system, ...(own === undefined ? [] : [ownFile])]);
  });
}
