import type { DistroContext } from './types.ts';

/** Whether nothing but the cache may be read: no server is asked, and nothing was carried in. */
export function hasCacheAlone({ offline, carried }: Pick<DistroContext, 'offline' | 'carried'>): boolean {
  return offline && carried === undefined;
}
