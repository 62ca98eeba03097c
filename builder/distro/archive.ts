import type { OpenUrl, ReportStage } from '../io/mod.ts';
import type { OsArchive, OwnPackage, ResolvedPackage } from './types.ts';

/** A package with its version, as a resolver chose it. */
export interface PackageId {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
}

/** What is to be installed on one machine. */
export interface Installation {
  /** Whether what every machine has is part of it: essential packages, and the program that installs others. */
  readonly foundation: boolean;
  /** Names of packages that every machine has from the start as well. */
  readonly base: readonly string[];
  /** Names of packages, or what `nameGroups` made of the name of a group. */
  readonly wanted: readonly string[];
  /** Names of packages that must not come in; only such as the archive has. */
  readonly unwanted: readonly string[];
}

/** All packages that an installation takes, or why it cannot be. */
export type Resolution =
  | { readonly ok: true; readonly ids: readonly PackageId[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** What a resolver says of an installation that cannot be. */
export interface Refusal {
  /** The resolver's name, before its words: `apt`. */
  readonly by: string;
  /** Wanted names that it has never heard of. */
  readonly unknown: readonly string[];
  /** Wanted names without a package of their own, and who provides them. */
  readonly virtual: ReadonlyMap<string, readonly string[]>;
  /** `openssh-server : Depends: libwrap0 but it is not installable`. */
  readonly unmet: readonly string[];
  /** Its other complaints. */
  readonly errors: readonly string[];
}

/**
 * An archive of packages in one state that never changes: what closure, proof and store need of it, whatever kind of
 * packages it has. `open/open-archive.ts` opens one.
 */
export interface PackageArchive {
  readonly os: OsArchive;
  readonly arch: string;
  /** Names the state in a lock. */
  readonly digest: string;
  /** When its lists were made, in seconds since 1970; undefined where they do not say. */
  readonly date?: number | undefined;
  /** Every version of some packages, with what the signed indexes say of each. */
  readonly readEntries: (names: ReadonlySet<string>) => Promise<readonly ResolvedPackage[]>;
  /** Names of all packages, some more than once. */
  readonly readNames: () => Promise<readonly string[]>;
  /** Below 0 when the first version is the older one. */
  readonly compareVersions: (a: string, b: string) => number;
  /** How the resolver calls groups: `@web-server` may be the package `task-web-server`. */
  readonly nameGroups: (groups: readonly string[]) => Promise<Readonly<Record<string, string>>>;
  /** The archive with packages that rolls bring, so that one resolver sees both. */
  readonly withOwn: (own: readonly OwnPackage[]) => Promise<PackageArchive>;
  /**
   * The archive with what its operating system's mirror has and it has not. Without it there is nothing to add.
   *
   * @param own packages that rolls bring
   * @throws {BuildError} what opening a mirror throws
   */
  readonly withMirror?: (own: readonly OwnPackage[], report?: ReportStage) => Promise<PackageArchive>;
  /** Lays its signed indexes below a folder, as a mirror has them. Without it there are none. */
  readonly layIndexes?: (mirror: string) => Promise<void>;
  /** Computes all that an installation takes, by the operating system's own resolver. */
  readonly resolve: (installation: Installation) => Promise<Resolution>;
  /** What weakens the checks of what comes from its servers, one line each: for a plan. */
  readonly listCautions: () => Promise<readonly string[]>;
  /** Where a package can be had, the best address first. @throws {BuildError} MIRROR_MISSING */
  readonly addressesOf: (item: ResolvedPackage) => readonly string[];
  /** Where a package lies on this machine already, checked; undefined where it does not. Without it none does. */
  readonly fileAtHand?: (item: ResolvedPackage) => Promise<string | undefined>;
  /** Opens addresses in the way that this machine reaches its servers. */
  readonly openTransport: (urls: readonly string[], connections: number) => Promise<OpenUrl>;
}

/** What packages are fetched from. */
export type PackageStore = Pick<PackageArchive, 'addressesOf' | 'fileAtHand' | 'openTransport'>;

const MOST_LINES = 6;

/** A resolver's reasons as lines of a hint; undefined when it gave none. */
export function quoteRefusal({ by, unmet, errors }: Refusal): string | undefined {
  const lines = unmet.length > 0 ? unmet : errors;
  const shown = lines.slice(0, MOST_LINES).map((line) => `${by}: ${line}`);
  if (lines.length > MOST_LINES) shown.push(`${by}: and ${lines.length - MOST_LINES} more of this kind`);
  return shown.length === 0 ? undefined : shown.join('\n  ');
}
