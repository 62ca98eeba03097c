/**
 * `medium.json`: who made this medium. It is in the overlay and on the medium, so that one never installs from another's
 * packages.
 */
export interface MediumIdentity {
  readonly name: string;
  readonly version: string;
  /** Digest of the lock. */
  readonly id: string;
  /** Suite of the distribution: `trixie`. */
  readonly suite: string;
  /** Of that suite, all of them. */
  readonly components: readonly string[];
  /** When its packages were signed: a clock that is behind refuses them. */
  readonly epochSeconds: number;
}
