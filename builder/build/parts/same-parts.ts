import type { RecipeLock } from '../../distro/mod.ts';

type Parts = Pick<RecipeLock, 'media' | 'borrowed' | 'packages'>;

/** Whether media of two releases are made of the very same packages. */
export function isSameMedia(a: Parts, b: Parts): boolean {
  return JSON.stringify(listParts(a)) === JSON.stringify(listParts(b));
}

/** Whether two releases keep the same of them: what a distribution has is not kept a second time. */
export function isSameKept(a: Parts, b: Parts): boolean {
  return isSameMedia(a, b) && JSON.stringify(listShared(a)) === JSON.stringify(listShared(b));
}

function listParts({ media, borrowed }: Parts): readonly (readonly string[])[] {
  return [media, borrowed?.packages ?? []].map((items) => items.map(({ sha256 }) => sha256));
}

function listShared(lock: Parts): readonly string[] {
  const distribution = new Set(lock.packages.map(({ sha256 }) => sha256));
  return listParts(lock)
    .flat()
    .filter((sha256) => distribution.has(sha256));
}
