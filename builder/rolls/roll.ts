import type { RollDescription } from '../model/files/mod.ts';
import type { Problem, RollSource } from '../model/mod.ts';

/** One file below a roll's folder. */
export interface TreeFile {
  /** Relative to the roll, with "/". */
  readonly path: string;
  /** Where it can be read. */
  readonly absolute: string;
  readonly sizeBytes: number;
  /** Only whether it can be run is kept of its permissions. */
  readonly executable: boolean;
}

/** A .deb that a roll brings along. */
export interface RollPackage {
  readonly path: string;
  readonly absolute: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A roll as far as the engine looks at it. */
export interface RollOutline {
  readonly name: string;
  readonly version: string;
  /** As the user gave it. */
  readonly origin: string;
  /** The folder that holds the tree; of an archive: where it was unpacked. */
  readonly folder: string;
  /** `os`: packages only; `imported`: a Rocks roll's source tree, without roll.yaml. */
  readonly kind: 'configuration' | 'os' | 'imported';
  /** What roll.yaml says; undefined for an imported roll. */
  readonly description: RollDescription | undefined;
  /** What the engine sees; no files for an OS roll. */
  readonly source: RollSource;
  readonly warnings: readonly Problem[];
}

/** Whether a roll came as an archive; a folder is the user's own. */
export function isArchived({ folder, origin }: Pick<RollOutline, 'folder' | 'origin'>): boolean {
  return folder !== origin;
}

/** All of a roll, as read from a folder, an archive or an ISO. */
export interface Roll extends RollOutline {
  /** .debs below `packages/`, by path. */
  readonly packages: readonly RollPackage[];
  /** Names of the small trees below `packages/` that are built into .debs. */
  readonly packageTrees: readonly string[];
  /** SHA-256 over paths, contents and run bits of the whole tree. */
  readonly digest: string;
}
