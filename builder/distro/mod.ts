export { type OpenArchiveOptions, openAptArchive } from './apt-archive.ts';
export { type Base, type BaseRequest, composeBase } from './base.ts';
export { type Closure, type ClosureRequest, resolveClosure } from './closure.ts';
export { compareRecipeLocks } from './compare-locks.ts';
export { createDistroContext, type DistroContextOptions } from './context.ts';
export { readDebControl } from './deb-control.ts';
export { fetchPackages } from './fetch.ts';
export { readHostMirrors } from './host-mirrors.ts';
export { findPackages } from './indexes.ts';
export { openLockedArchive } from './locked-archive.ts';
export { type BasePlan, planBase } from './plan-base.ts';
export { poolName, poolPath } from './pool-path.ts';
export { proveRepository } from './prove.ts';
export {
  type LockedPackage,
  lockPackages,
  parseRecipeLock,
  type RecipeLock,
  renderRecipeLock,
} from './recipe-lock.ts';
export { composeRepository, type Repository, type RepositoryRequest } from './repository.ts';
export { type RollDebs, readRollDebs } from './roll-debs.ts';
export { readSiteKey, type SiteKey } from './site-key.ts';
export type * from './types.ts';
export { unpackDeb, unpackDebControl } from './unpack-deb.ts';
