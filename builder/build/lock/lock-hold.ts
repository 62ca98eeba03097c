import type { Freedom, RecipeLock } from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { collectWants } from '../graph/wants.ts';
import type { FoundLock } from './read-lock.ts';

/** A lock that is updated in part: the rest of it is held. */
export interface LockHold {
  readonly found: FoundLock;
  /** Rolls that may change, and the packages that their nodes ask for. */
  readonly rolls: readonly string[];
  /** Whether packages get the newer versions of suites for security. */
  readonly security: boolean;
}

/** Which packages may change. */
export function findFreedom(
  { found, rolls: free, security }: LockHold,
  { profiles, rolls }: { readonly profiles: readonly Profile[]; readonly rolls: readonly Roll[] },
): Freedom & { readonly lock: RecipeLock; readonly kept: string | undefined } {
  const wanted = profiles.flatMap((profile) => collectWants(profile, rolls).enabled);
  const names = wanted.filter(({ roll = '' }) => free.includes(roll)).map(({ name }) => name);
  return { names: new Set(names), security, lock: found.lock, kept: found.kept };
}
