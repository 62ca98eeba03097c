import type { Deb822Stanza } from '../formats/deb822.ts';
import type { Clock, Progress, Run } from '../io/mod.ts';
import type { Place } from '../model/mod.ts';

/** What the functions of this room need from outside; made by `createDistroContext`. */
export interface DistroContext {
  readonly run: Run;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Shared by all recipes and all builds of one user. */
  readonly cacheDir: string;
  /** Holds the site's signing key; never part of an output. */
  readonly keysDir: string;
  /** Use what is in the cache, ask no server. */
  readonly offline: boolean;
  /** Stands for every mirror of a build that asks no server. */
  readonly carried?: CarriedFolder;
  /** `URL` or `URL,SECURITY_URL`; without it the mirrors of the host's own apt are used. */
  readonly mirror?: string;
  /** `URL` or `URL,SECURITY_URL` of an archive that keeps what mirrors throw away; see `apt/settings/snapshots.ts`. */
  readonly snapshot?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How long a server may send next to nothing; a minute by default. */
  readonly patienceMs?: number;
}

/** What was carried to a machine without a mirror; it is read, and never written. */
export interface CarriedFolder {
  /** As the user named it. */
  readonly name: string;
  /** A folder that is laid out as a mirror: `dists/`, `pool/`. */
  readonly mirror: string;
  /** Packages by SHA-256, as a cache has them. */
  readonly store?: string;
}

/** Where an operating system's packages come from; what its roll says. */
export interface OsArchive {
  /** `debian-13`. */
  readonly id: string;
  /** `trixie`. */
  readonly codename: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** A path, or the name of a keyring in the system's folder: `debian-archive-keyring`. */
  readonly keyring: string;
  /** Packages that are taken from one of the suites, whatever version the others have: suite to names. */
  readonly chosen?: Readonly<Record<string, readonly string[]>>;
}

/** Addresses without a trailing slash; several are alternatives. Never written to an output. */
export interface Mirrors {
  readonly archive: readonly string[];
  readonly security: readonly string[];
}

/** A package with a fixed version, as a lock lists it. */
export interface PackageEntry {
  readonly name: string;
  readonly version: string;
  /** Debian's name of an architecture, or `all`. */
  readonly arch: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Path below the mirror's address; for a roll's own package, its file name. */
  readonly path: string;
  /** Suite and component it comes from; '' for a roll's own package. */
  readonly suite: string;
  readonly component: string;
  /** The roll that brings the file itself. */
  readonly roll?: string;
}

export interface ResolvedPackage extends PackageEntry {
  /** The archive's own paragraph about it (not the one inside the .deb: sections and priorities differ). */
  readonly stanza: Deb822Stanza;
}

/** A .deb that a roll brings. */
export interface OwnPackage extends ResolvedPackage {
  readonly roll: string;
  readonly file: string;
}

/** A package that a node asks for; `@name` is a group. */
export interface WantedPackage {
  readonly name: string;
  readonly roll?: string;
  readonly node?: string;
  readonly place?: Place;
}

/** What one appliance wants. Also used for package sets that no graph asks for (the installer's). */
export interface PackageWants {
  readonly appliance: string;
  readonly enabled: readonly WantedPackage[];
  /** Names that must not come in. */
  readonly disabled: readonly string[];
}
