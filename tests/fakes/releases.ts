import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphBundle, type MediumIdentity, nameRelease } from '../../builder/model/mod.ts';

/** Digest of the lock of the release that tests have where they need one. */
export const LOCK_DIGEST = 'a1'.repeat(32);
export const RELEASE = nameRelease(LOCK_DIGEST);

/** Releases of which a frontend of tests publishes: one alone. */
export const PUBLISHED = { inUse: RELEASE, os: new Map([[RELEASE, 'debian-13']]) } as const;

/**
 * Puts what a service needs of a release where a frontend serves it; the first one is in use.
 *
 * @param served `/srv/cairn`
 * @returns the folder of the release
 */
export function putRelease(served: string, bundle: GraphBundle, digest: string = LOCK_DIGEST): string {
  const folder = join(served, 'releases', nameRelease(digest));
  mkdirSync(folder, { recursive: true });
  const identity: MediumIdentity = {
    ...{ name: 'test', version: '1', id: digest, suite: 'trixie', components: ['main'], epochSeconds: 0 },
  };
  writeFileSync(join(folder, 'medium.json'), JSON.stringify(identity));
  writeFileSync(join(folder, 'graph.json'), JSON.stringify(bundle));
  const current = join(served, 'releases/current');
  if (!existsSync(current)) symlinkSync(nameRelease(digest), current);
  return folder;
}
