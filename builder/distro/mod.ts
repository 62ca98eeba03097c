export type { PackageArchive } from './archive.ts';
export { checkEmulation } from './base/check-emulation.ts';
export { type Base, type BaseRequest, composeBase, keepBase, nameBase } from './base/compose-base.ts';
export { type BasePlan, planBase } from './base/plan-base.ts';
export { MIRROR_MARKER, MIRROR_TREE, type MirrorMarker, readMirrorMarker } from './carried/mirror-marker.ts';
export { isCarried, openCarried } from './carried/open-carried.ts';
export { findPackages } from './closure/find-packages.ts';
export { findNeededPackages, isLibraryPackage } from './closure/needed-packages.ts';
export { provePackages } from './closure/prove-packages.ts';
export { proveRepository } from './closure/prove-repository.ts';
export { type Closure, type ClosureRequest, resolveClosure } from './closure/resolve-closure.ts';
export { createDistroContext, type DistroContextOptions } from './context.ts';
export { compareFixedParts, compareRecipeLocks, listFixedDrift } from './lock/compare-locks.ts';
export { renderKeptPackages } from './lock/kept-packages.ts';
export {
  type LockedPackage,
  lockPackages,
  parseRecipeLock,
  type RecipeLock,
  renderRecipeLock,
} from './lock/recipe-lock.ts';
export {
  type Freedom,
  findKeyring,
  hasMirror,
  type LockedOptions,
  listLocalArchives,
  openArchive,
  openHeldArchive,
  openLockedArchive,
  openLockedStore,
  openReleaseArchive,
  type ReleasedPackages,
} from './open/open-archive.ts';
export {
  composeRepository,
  digestPackagesIndex,
  type KnownRepository,
  type Repository,
  type RepositoryRequest,
} from './repository/compose-repository.ts';
export { readControlEntry } from './repository/control-entry.ts';
export { readCopyright } from './repository/copyright-file.ts';
export { readDebControl } from './repository/deb-control.ts';
export { parseDebs } from './repository/parse-debs.ts';
export { poolName, poolPath } from './repository/pool-path.ts';
export { type RollDebs, readRollDebs } from './repository/roll-debs.ts';
export { type Signer, siteSigner, type TextToSign } from './repository/signer.ts';
export {
  decodeArmor,
  makeSiteKey,
  readSiteKey,
  type SiteKey,
  signDetached,
  signingTime,
} from './repository/site-key.ts';
export { isSecuritySuite } from './security-suite.ts';
export { fetchPackages } from './store/fetch-packages.ts';
export { keepByPackage } from './store/keep-by-package.ts';
export { isStored } from './store/store-file.ts';
export { unpackDeb } from './store/unpack-deb.ts';
export type * from './types.ts';
