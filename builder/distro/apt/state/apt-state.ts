import type { Mirrors, OsArchive, OwnPackage, ResolvedPackage } from '../../types.ts';

/** One package index of a state. */
export interface IndexFile {
  readonly suite: string;
  readonly component: string;
  readonly path: string;
}

/**
 * One state of an operating system's signed indexes, in a folder that never changes again. Two builds that run at
 * once, or one that is repeated with `--locked`, see the same packages.
 */
export interface AptState {
  readonly os: OsArchive;
  readonly arch: string;
  readonly dir: string;
  /** For `APT_CONFIG`. */
  readonly configFile: string;
  readonly indexes: readonly IndexFile[];
  /** Digest over all signed release files: names this state in a lock. */
  readonly digest: string;
  /** When these were made, in seconds since 1970. */
  readonly date?: number;
  readonly mirrors: Mirrors;
  /** Only packages with these SHA-256 count: what a lock lists. */
  readonly pinned?: ReadonlySet<string>;
  /** What is known of all packages already: then no index is read. */
  readonly listed?: readonly ResolvedPackage[];
  /** Packages that rolls bring, which apt sees as well. */
  readonly own?: readonly OwnPackage[];
}
